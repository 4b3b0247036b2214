// Keeps git repositories in step with their remotes: fetch, fast-forward, push.
//
// A complete handler for mobsync.h in one file. Its items are the repositories that are listed, one absolute path a
// line, in $XDG_CONFIG_HOME/syncmgr-git/repositories (~/.config/… without the variable).
#define INITGUID
#define MOBSYNC_EXTRAS
#include <mobsync.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <mutex>
#include <signal.h>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

// {2B6C1F0A-6D6D-4C0E-9D5B-5E0A6A2F7C11}
static const GUID CLSID_GitHandler = {0x2B6C1F0A, 0x6D6D, 0x4C0E, {0x9D, 0x5B, 0x5E, 0x0A, 0x6A, 0x2F, 0x7C, 0x11}};

namespace {

// UTF-8 to UTF-16; what is no UTF-8 becomes U+FFFD.
std::u16string wide(const std::string &text) {
    std::u16string out;
    for (size_t at = 0; at < text.size();) {
        unsigned char first = static_cast<unsigned char>(text[at]);
        size_t more = first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 9;
        uint32_t character = more == 0 ? first : first & (0x3Fu >> more);
        bool is_whole = more < 9 && at + more < text.size();
        for (size_t n = 1; is_whole && n <= more; n++) {
            unsigned char next = static_cast<unsigned char>(text[at + n]);
            is_whole = (next & 0xC0) == 0x80;
            character = character << 6 | (next & 0x3F);
        }
        at += is_whole ? more + 1 : 1;
        if (!is_whole)
            character = 0xFFFD;
        if (character >= 0x10000) {
            out += static_cast<char16_t>(0xD7C0 + (character >> 10));
            character = 0xDC00 | (character & 0x3FF);
        }
        out += static_cast<char16_t>(character);
    }
    return out;
}

// A fixed array: cut, but not between the halves of a character, and always terminated.
void write(WCHAR *out, size_t room, const std::u16string &text) {
    size_t length = std::min(text.size(), room - 1);
    if (length < text.size() && length > 0 && (text[length - 1] & 0xFC00) == 0xD800)
        length--;
    std::copy_n(text.begin(), length, out);
    std::fill(out + length, out + room, u'\0');
}

// The same id for the same path, for ever: preferences hang on it. FNV-1a, twice.
GUID id_of(const std::string &path) {
    uint64_t halves[2];
    for (uint64_t n = 0; n < 2; n++) {
        halves[n] = 0xCBF29CE484222325u + n;
        for (unsigned char byte : path)
            halves[n] = (halves[n] ^ byte) * 0x100000001B3u;
    }
    GUID id;
    static_assert(sizeof halves == sizeof id, "");
    memcpy(&id, halves, sizeof id);
    return id;
}

struct Repository {
    GUID id;
    std::string path;

    std::string name() const { return path.substr(path.find_last_of('/') + 1); }
};

std::vector<Repository> listed() {
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    std::string folder = config && *config ? config : std::string(home ? home : "") + "/.config";
    std::ifstream file(folder + "/syncmgr-git/repositories");
    std::vector<Repository> all;
    for (std::string line; std::getline(file, line);) {
        while (line.size() > 1 && line.back() == '/')
            line.pop_back();
        if (!line.empty() && line[0] == '/')
            all.push_back({id_of(line), line});
    }
    return all;
}

FILETIME file_time(time_t seconds) {
    uint64_t ticks = (static_cast<uint64_t>(seconds) + 11644473600u) * 10000000u;
    return {static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32)};
}

// What IUnknown asks of every object here: a count, one interface.
template <typename Interface>
class Object : public Interface {
    std::atomic<ULONG> count{1};
    const IID &own;

protected:
    explicit Object(const IID &own) : own(own) {}
    virtual ~Object() = default;

public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (!out)
            return E_POINTER;
        *out = IsEqualGUID(riid, IID_IUnknown) || IsEqualGUID(riid, own) ? static_cast<Interface *>(this) : nullptr;
        if (!*out)
            return E_NOINTERFACE;
        AddRef();
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (left == 0)
            delete this;
        return left;
    }
};

class Enumerator final : public Object<ISyncMgrEnumItems> {
    std::shared_ptr<const std::vector<Repository>> all;
    size_t at;

public:
    Enumerator(std::shared_ptr<const std::vector<Repository>> all, size_t at)
        : Object(IID_ISyncMgrEnumItems), all(std::move(all)), at(at) {}

    HRESULT STDMETHODCALLTYPE Next(ULONG celt, SYNCMGRITEM *rgelt, ULONG *fetched) override {
        ULONG n = 0;
        for (; n < celt && at < all->size(); n++, at++) {
            const Repository &repository = (*all)[at];
            SYNCMGRITEM item = {};
            item.cbSize = sizeof item;
            item.ItemID = repository.id;
            item.dwItemState = SYNCMGRITEMSTATE_CHECKED;
            write(item.wszItemName, MAX_SYNCMGRITEMNAME, wide(repository.name()));
            struct stat last;
            if (stat((repository.path + "/.git/FETCH_HEAD").c_str(), &last) == 0) {
                item.dwFlags |= SYNCMGRITEM_LASTUPDATETIME;
                item.ftLastUpdate = file_time(last.st_mtime);
            }
            rgelt[n] = item;
        }
        if (fetched)
            *fetched = n;
        return n == celt ? S_OK : S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE Skip(ULONG celt) override {
        size_t passed = std::min<size_t>(celt, all->size() - at);
        at += passed;
        return passed == celt ? S_OK : S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE Reset() override {
        at = 0;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Clone(ISyncMgrEnumItems **out) override {
        *out = new Enumerator(all, at);
        return S_OK;
    }
};

// The callback, held while someone may report. Copies of the pointer are taken for each call, outside the lock.
class Manager {
    std::mutex lock;
    ISyncMgrSynchronizeCallback *callback = nullptr;

public:
    ~Manager() { set(nullptr); }

    void set(ISyncMgrSynchronizeCallback *now) {
        if (now)
            now->AddRef();
        {
            std::lock_guard<std::mutex> guard(lock);
            std::swap(callback, now);
        }
        if (now)
            now->Release();
    }

    template <typename Call>
    HRESULT with(Call call) {
        ISyncMgrSynchronizeCallback *held;
        {
            std::lock_guard<std::mutex> guard(lock);
            held = callback;
            if (held)
                held->AddRef();
        }
        if (!held)
            return E_UNEXPECTED;
        HRESULT hr = call(held);
        held->Release();
        return hr;
    }

    HRESULT report(const GUID &item, DWORD status, const std::string &text, INT value) {
        std::u16string shown = wide(text);
        SYNCMGRPROGRESSITEM news = {};
        news.cbSize = sizeof news;
        news.mask = SYNCMGRPROGRESSITEM_STATUSTEXT | SYNCMGRPROGRESSITEM_STATUSTYPE | SYNCMGRPROGRESSITEM_PROGVALUE |
                    SYNCMGRPROGRESSITEM_MAXVALUE;
        news.lpcStatusText = shown.c_str();
        news.dwStatusType = status;
        news.iProgValue = value;
        news.iMaxValue = 3;
        return with([&](ISyncMgrSynchronizeCallback *to) { return to->Progress(item, &news); });
    }
};

// Whether the manager wants the item to go on.
bool goes_on(HRESULT answer) {
    return answer != S_SYNCMGR_CANCELITEM && answer != S_SYNCMGR_CANCELALL;
}

enum class Outcome { Done, Failed, Cancelled };

class Handler final : public Object<ISyncMgrSynchronize> {
    Manager manager;
    std::shared_ptr<const std::vector<Repository>> all = std::make_shared<std::vector<Repository>>(listed());
    std::vector<Repository> chosen;

    // Runs git in a repository. Asks the manager all the while, and ends git when it is to stop.
    Outcome git(const Repository &repository, std::vector<std::string> words, std::string &said) {
        std::vector<char *> arguments;
        words.insert(words.begin(), {"git", "-C", repository.path});
        for (std::string &word : words)
            arguments.push_back(&word[0]);
        arguments.push_back(nullptr);
        int pipes[2];
        if (pipe2(pipes, O_CLOEXEC) != 0)
            return said = "no pipe", Outcome::Failed;
        pid_t child = fork();
        if (child == 0) {
            dup2(pipes[1], 1);
            dup2(pipes[1], 2);
            setpgid(0, 0);
            execvp("git", arguments.data());
            _exit(127);
        }
        close(pipes[1]);
        fcntl(pipes[0], F_SETFL, O_NONBLOCK);
        int status = -1;
        bool is_cancelled = false;
        while (child > 0 && waitpid(child, &status, WNOHANG) == 0) {
            auto ask = [&](ISyncMgrSynchronizeCallback *to) { return to->Progress(repository.id, nullptr); };
            if (!is_cancelled && !goes_on(manager.with(ask))) {
                is_cancelled = true;
                kill(-child, SIGTERM);
            }
            drain(pipes[0], said);
            usleep(20000);
        }
        drain(pipes[0], said);
        close(pipes[0]);
        if (is_cancelled)
            return Outcome::Cancelled;
        return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Outcome::Done : Outcome::Failed;
    }

    static void drain(int pipe, std::string &said) {
        char bytes[4096];
        for (ssize_t length; (length = read(pipe, bytes, sizeof bytes)) > 0;)
            said.append(bytes, static_cast<size_t>(length));
    }

    // One repository, from UPDATING to its final status.
    bool synchronize(const Repository &repository) {
        static const struct {
            const char *shown;
            std::vector<std::string> words;
        } STEPS[] = {
            {"fetching", {"fetch", "--quiet", "--prune"}},
            {"updating", {"merge", "--quiet", "--ff-only", "@{upstream}"}},
            {"pushing", {"push", "--quiet"}},
        };
        INT step = 0;
        for (const auto &[shown, words] : STEPS) {
            std::string said;
            bool goes = goes_on(manager.report(repository.id, SYNCMGRSTATUS_UPDATING, shown, step++));
            Outcome outcome = goes ? git(repository, words, said) : Outcome::Cancelled;
            if (outcome == Outcome::Done)
                continue;
            if (outcome == Outcome::Cancelled)
                manager.report(repository.id, SYNCMGRSTATUS_SKIPPED, "stopped", step);
            else
                complain(repository, shown, said);
            return false;
        }
        manager.report(repository.id, SYNCMGRSTATUS_SUCCEEDED, "up to date", step);
        return true;
    }

    // A message that leads to ShowError, which tries again.
    void complain(const Repository &repository, const std::string &step, const std::string &said) {
        SYNCMGRLOGERRORINFO info = {};
        info.cbSize = sizeof info;
        info.mask = SYNCMGRLOGERROR_ERRORFLAGS | SYNCMGRLOGERROR_ERRORID | SYNCMGRLOGERROR_ITEMID;
        info.dwSyncMgrErrorFlags = SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
        info.ErrorID = info.ItemID = repository.id;
        // The last line is what it comes to; git gives hints before it and ends it with a new line.
        std::string why = said.substr(0, said.find_last_not_of(" \n\r\t") + 1);
        why.erase(0, why.find_last_of('\n') + 1);
        std::u16string text = wide(repository.path + ": " + step + " failed" + (why.empty() ? "" : ": " + why));
        manager.with([&](ISyncMgrSynchronizeCallback *to) {
            return to->LogError(SYNCMGRLOGLEVEL_ERROR, text.c_str(), &info);
        });
        manager.report(repository.id, SYNCMGRSTATUS_FAILED, step + " failed", 0);
    }

    void work() {
        bool all_well = true;
        for (const Repository &repository : chosen)
            all_well &= synchronize(repository);
        manager.with([&](ISyncMgrSynchronizeCallback *to) { return to->SynchronizeCompleted(all_well ? S_OK : E_FAIL); });
    }

public:
    // Git never asks for a password: a handler may not bother the user while it synchronizes.
    Handler() : Object(IID_ISyncMgrSynchronize) {
        setenv("GIT_TERMINAL_PROMPT", "0", 1);
        setenv("GIT_SSH_COMMAND", "ssh -oBatchMode=yes", 0);
    }

    HRESULT STDMETHODCALLTYPE Initialize(DWORD reserved, DWORD, DWORD, const BYTE *) override {
        return reserved == 0 ? S_OK : E_INVALIDARG;
    }
    HRESULT STDMETHODCALLTYPE GetHandlerInfo(SYNCMGRHANDLERINFO **out) override {
        *out = static_cast<SYNCMGRHANDLERINFO *>(CoTaskMemAlloc(sizeof **out));
        if (!*out)
            return E_OUTOFMEMORY;
        **out = {};
        (*out)->cbSize = sizeof **out;
        write((*out)->wszHandlerName, MAX_SYNCMGRHANDLERNAME, u"Git repositories");
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE EnumSyncMgrItems(ISyncMgrEnumItems **out) override {
        *out = new Enumerator(all, 0);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetItemObject(REFSYNCMGRITEMID, REFIID, void **out) override {
        *out = nullptr;
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE ShowProperties(HWND, REFSYNCMGRITEMID) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetProgressCallback(ISyncMgrSynchronizeCallback *now) override {
        manager.set(now);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE PrepareForSync(ULONG n, SYNCMGRITEMID *ids, HWND, DWORD) override {
        chosen.clear();
        for (ULONG at = 0; at < n; at++)
            for (const Repository &repository : *all)
                if (IsEqualGUID(repository.id, ids[at]))
                    chosen.push_back(repository);
        manager.with([](ISyncMgrSynchronizeCallback *to) { return to->PrepareForSyncCompleted(S_OK); });
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Synchronize(HWND) override {
        AddRef();
        std::thread([this] {
            work();
            Release();
        }).detach();
        return S_OK;
    }
    // The next Progress of the item answers S_SYNCMGR_CANCELITEM; nothing more is needed.
    HRESULT STDMETHODCALLTYPE SetItemStatus(REFSYNCMGRITEMID, DWORD) override { return S_OK; }

    HRESULT STDMETHODCALLTYPE ShowError(HWND, REFSYNCMGRERRORID error) override {
        GUID item = error;
        manager.with([&](ISyncMgrSynchronizeCallback *to) {
            to->DeleteLogError(item, 0);
            return to->ShowErrorCompleted(S_SYNCMGR_RETRYSYNC, 1, &item);
        });
        return S_OK;
    }
};

class Factory final : public Object<IClassFactory> {
public:
    Factory() : Object(IID_IClassFactory) {}

    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID riid, void **out) override {
        *out = nullptr;
        if (outer)
            return CLASS_E_NOAGGREGATION;
        Handler *handler = new Handler;
        HRESULT hr = handler->QueryInterface(riid, out);
        handler->Release();
        return hr;
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

}  // namespace

EXTERN_C __attribute__((visibility("default"))) HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID rclsid, REFIID riid,
                                                                                         void **ppv) {
    *ppv = nullptr;
    if (!IsEqualGUID(rclsid, CLSID_GitHandler))
        return CLASS_E_CLASSNOTAVAILABLE;
    Factory *factory = new Factory;
    HRESULT hr = factory->QueryInterface(riid, ppv);
    factory->Release();
    return hr;
}

// Threads may still run in this library when its last object is gone.
EXTERN_C __attribute__((visibility("default"))) HRESULT STDAPICALLTYPE DllCanUnloadNow(void) {
    return S_FALSE;
}
