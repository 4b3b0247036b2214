// The handler of the tests of com-host: what it does stands in the environment (script.hpp).
#include "script.hpp"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

const GUID CLSID_Handler = id(0);

[[noreturn]] void forever() {
    for (;;)
        pause();
}

__attribute__((noinline)) int dig(volatile char *above) {
    volatile char here[1 << 16];
    here[0] = *above;
    return *above == 77 ? 0 : dig(here) + here[0];
}

// Faults that end or hang the process. Returns if the word is none of them.
void fault(const std::string &word) {
    if (word == "segv")
        *reinterpret_cast<volatile int *>(uintptr_t{16}) = 1;
    else if (word == "abort")
        abort();
    else if (word == "throw")
        throw std::runtime_error("thrown by the handler");
    else if (word == "exit")
        exit(0);
    else if (word == "_exit")
        _exit(7);
    else if (word == "hang")
        forever();
    else if (word == "spin")
        for (volatile int turns = 0;;)
            turns = turns + 1;
    else if (word == "overflow") {
        volatile char top = 0;
        dig(&top);
    } else if (word == "stop")
        raise(SIGSTOP);
    else if (word == "twice") {
        void *volatile twice = malloc(32);
        free(twice);
        free(twice);
    } else if (word == "fork") {
        // The child keeps all pipes open and sleeps; the parent dies.
        if (fork() == 0) {
            sleep(10);
            _exit(0);
        }
        fault("segv");
    }
}

class Enumerator final : public ISyncMgrEnumItems {
    std::atomic<ULONG> count{1};
    ULONG at = 0;

    static SYNCMGRITEM item(ULONG n) {
        std::string of = "item" + std::to_string(n);
        SYNCMGRITEM item = {};
        item.cbSize = sizeof item - number(setting(of + ".smaller", setting("item.smaller")));
        item.dwFlags = number(setting(of + ".flags", setting("item.flags")));
        uint32_t named = number(setting(of + ".id", std::to_string(n)));
        item.ItemID = named ? id(named) : GUID_NULL;
        item.dwItemState = number(setting(of + ".state", setting("item.state", "1")));
        item.hIcon = reinterpret_cast<HICON>(uintptr_t{8});
        std::u16string name = wide(setting(of + ".name", "item " + std::to_string(n)));
        bool terminated = name.size() < MAX_SYNCMGRITEMNAME;
        memcpy(item.wszItemName, name.data(), terminated ? name.size() * 2 : sizeof item.wszItemName);
        item.ftLastUpdate = {0xD53E8000, 0x019DB1DE};
        return item;
    }

public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        *out = IsEqualGUID(riid, IID_IUnknown) || IsEqualGUID(riid, IID_ISyncMgrEnumItems) ? this : nullptr;
        return *out ? AddRef(), S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        note("Enumerator.Release -> %u", left);
        if (!left)
            delete this;
        return left;
    }
    HRESULT STDMETHODCALLTYPE Next(ULONG celt, SYNCMGRITEM *rgelt, ULONG *fetched) override {
        note("Next celt=%u fetched=%s", celt, fetched ? "given" : "NULL");
        fault(setting("fault.Next"));
        ULONG all = number(setting("items", "2")), n = 0;
        while (n < celt && at < all)
            rgelt[n++] = item(++at);
        *fetched = n + number(setting("Next.more"));
        HRESULT hr = n == celt ? S_OK : S_FALSE;
        if (setting("Next.endless") == "1")
            at = 0, hr = S_OK;
        return result_of("Next", hr);
    }
    HRESULT STDMETHODCALLTYPE Skip(ULONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Reset() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Clone(ISyncMgrEnumItems **) override { return E_NOTIMPL; }
};

class Handler final : public ISyncMgrSynchronize {
    std::atomic<ULONG> count{1};
    std::mutex lock;
    std::condition_variable changed;
    ISyncMgrSynchronizeCallback *callback = nullptr;
    // Held on without a reference of its own (action `keep`: with one).
    ISyncMgrSynchronizeCallback *kept = nullptr;
    std::vector<GUID> chosen;
    std::map<unsigned, unsigned> skipped;

    ISyncMgrSynchronizeCallback *to() {
        std::lock_guard<std::mutex> guard(lock);
        return callback ? callback : kept;
    }

    void answer(const std::string &call, HRESULT hr) { note("%s -> 0x%08x", call.c_str(), static_cast<unsigned>(hr)); }

    // progress:ITEM:STATUS:VALUE:MAX:TEXT; what is empty is not in the mask, and then holds garbage.
    HRESULT progress(const Words &words) {
        auto given = [&](size_t n) { return words.size() > n && !words[n].empty(); };
        SYNCMGRPROGRESSITEM news = {};
        std::u16string text = given(5) ? wide(words[5]) : u"";
        news.cbSize = sizeof news;
        news.mask = (given(5) ? SYNCMGRPROGRESSITEM_STATUSTEXT : 0) | (given(2) ? SYNCMGRPROGRESSITEM_STATUSTYPE : 0) |
                    (given(3) ? SYNCMGRPROGRESSITEM_PROGVALUE : 0) | (given(4) ? SYNCMGRPROGRESSITEM_MAXVALUE : 0);
        news.lpcStatusText = given(5) ? text.c_str() : reinterpret_cast<LPCWSTR>(uintptr_t{8});
        news.dwStatusType = given(2) ? number(words[2]) : 0xDEADBEEF;
        news.iProgValue = given(3) ? static_cast<INT>(number(words[3])) : -77;
        news.iMaxValue = given(4) ? static_cast<INT>(number(words[4])) : -78;
        HRESULT hr = to()->Progress(id(static_cast<uint8_t>(number(words[1]))), &news);
        text.assign(text.size(), u'#');
        return hr;
    }

    // log:LEVEL:TEXT:MASK:FLAGS:ERROR:ITEM; without mask the structure is NULL.
    HRESULT log(const Words &words) {
        std::u16string text = wide(words[2]);
        LPCWSTR pointer = words[2] == "null" ? nullptr : text.c_str();
        if (words.size() < 4)
            return to()->LogError(number(words[1]), pointer, nullptr);
        auto given = [&](size_t n) { return words.size() > n ? number(words[n]) : 0xEE; };
        SYNCMGRLOGERRORINFO info = {};
        info.cbSize = sizeof info;
        info.mask = number(words[3]);
        info.dwSyncMgrErrorFlags = given(4);
        info.ErrorID = id(static_cast<uint8_t>(given(5)));
        info.ItemID = id(static_cast<uint8_t>(given(6)));
        return to()->LogError(number(words[1]), pointer, &info);
    }

    // done:WHICH:CODE[:ITEM…]; a last item `nowhere` makes the array a bad pointer, `null` NULL.
    HRESULT done(const Words &words) {
        HRESULT hr = words.size() > 2 ? code(words[2]) : S_OK;
        if (words[1] == "prepare")
            return to()->PrepareForSyncCompleted(hr);
        if (words[1] == "sync")
            return to()->SynchronizeCompleted(hr);
        if (words[1] == "properties")
            return to()->ShowPropertiesCompleted(hr);
        std::vector<GUID> ids;
        for (size_t n = 3; n < words.size(); n++)
            ids.push_back(id(static_cast<uint8_t>(number(words[n]))));
        if (words.back() == "nowhere")
            return to()->ShowErrorCompleted(hr, 7, reinterpret_cast<const GUID *>(uintptr_t{8}));
        if (words.back() == "null")
            return to()->ShowErrorCompleted(hr, 2, nullptr);
        HRESULT answer = to()->ShowErrorCompleted(hr, static_cast<ULONG>(ids.size()), ids.data());
        for (GUID &one : ids)
            one = id(0xFF);
        return answer;
    }

    // Asks until the answer is not S_OK.
    void until_cancelled(unsigned item) {
        HRESULT hr = S_OK;
        while (hr == S_OK) {
            hr = to()->Progress(id(static_cast<uint8_t>(item)), nullptr);
            usleep(1000);
        }
        answer("cancelled " + std::to_string(item), hr);
    }

    void until_skipped(unsigned item) {
        std::unique_lock<std::mutex> guard(lock);
        changed.wait(guard, [&] { return skipped.count(item) != 0; });
    }

    // Calls that break a rule: of size, of the time after SetProgressCallback(NULL), of counting.
    bool misbehave(const Words &words) {
        GUID one = id(1);
        if (words[0] == "small") {
            SYNCMGRPROGRESSITEM news = {};
            news.cbSize = sizeof news - 1;
            answer("small Progress", to()->Progress(one, &news));
            SYNCMGRLOGERRORINFO info = {};
            info.cbSize = sizeof info - 1;
            answer("small LogError", to()->LogError(1, u"x", &info));
        } else if (words[0] == "larger") {
            struct { SYNCMGRPROGRESSITEM news; char more[64]; } large = {};
            large.news.cbSize = sizeof large;
            large.news.mask = SYNCMGRPROGRESSITEM_PROGVALUE | 0xFFFFFF00u;
            large.news.iProgValue = 9;
            answer("larger Progress", to()->Progress(one, &large.news));
        } else if (words[0] == "keep") {
            kept = to();
            note("keep -> %u", kept->AddRef());
        } else if (words[0] == "drop") {
            note("drop -> %u", kept->Release());
            kept = nullptr;
        } else if (words[0] == "query") {
            void *out = &one;
            answer("query own", to()->QueryInterface(IID_ISyncMgrSynchronizeCallback, &out));
            to()->Release();
            answer("query unknown", to()->QueryInterface(IID_IUnknown, &out));
            to()->Release();
            answer("query other", to()->QueryInterface(IID_ISyncMgrRegister, &out));
            note("query other is %s", out ? "not NULL" : "NULL");
        } else
            return false;
        return true;
    }

    bool flood(const Words &words) {
        unsigned times = words.size() > 1 ? number(words[1]) : 0;
        if (words[0] == "flood" || words[0] == "textflood") {
            SYNCMGRPROGRESSITEM news = {};
            news.cbSize = sizeof news;
            news.mask = SYNCMGRPROGRESSITEM_PROGVALUE | SYNCMGRPROGRESSITEM_MAXVALUE |
                        (words[0] == "flood" ? 0 : SYNCMGRPROGRESSITEM_STATUSTEXT);
            news.lpcStatusText = u"mirroring folder/with/a/path/of/fifty-five/characters/x";
            news.iMaxValue = static_cast<INT>(times);
            ISyncMgrSynchronizeCallback *target = to();
            timespec before, after;
            clock_gettime(CLOCK_MONOTONIC, &before);
            for (unsigned n = 1; n <= times; n++) {
                news.iProgValue = static_cast<INT>(n);
                target->Progress(id(1), &news);
            }
            clock_gettime(CLOCK_MONOTONIC, &after);
            double spent = (after.tv_sec - before.tv_sec) * 1e9 + (after.tv_nsec - before.tv_nsec);
            note("flood -> %.0f ns for each", spent / times);
        } else if (words[0] == "logflood") {
            unsigned refused = 0;
            for (unsigned n = 0; n < times; n++)
                refused += to()->LogError(3, u"the same again and again", nullptr) != S_OK;
            note("logflood -> %u refused", refused);
        } else
            return false;
        return true;
    }

    void act(const std::string &action) {
        Words words = split(action, ':');
        const std::string &word = words[0];
        auto item = [&] { return id(static_cast<uint8_t>(number(words[1]))); };
        if (word == "progress")
            answer(action, progress(words));
        else if (word == "ask")
            answer(action, to()->Progress(item(), nullptr));
        else if (word == "log")
            answer(action, log(words));
        else if (word == "delete")
            answer(action, to()->DeleteLogError(words[1] == "all" ? GUID_NULL : item(), 0xBAD));
        else if (word == "done")
            answer(action, done(words));
        else if (word == "modeless")
            answer(action, to()->EnableModeless(words[1] == "1"));
        else if (word == "connect")
            answer(action, to()->EstablishConnection(words[1] == "-" ? nullptr : wide(words[1]).c_str(), 0));
        else if (word == "cancelled")
            until_cancelled(number(words[1]));
        else if (word == "skipped")
            until_skipped(number(words[1]));
        else if (word == "sleep")
            usleep(number(words[1]) * 1000);
        else if (word == "note")
            note("%s", words[1].c_str());
        else if (word == "print")
            printf("%s\n", words[1].c_str()), fflush(stdout);
        else if (word == "work")
            for (const GUID &one : chosen) {
                std::string n = std::to_string(number_of(one));
                act("progress:" + n + ":3:0:1:" + "working");
                act("progress:" + n + ":4:1:1:");
            }
        else if (!misbehave(words) && !flood(words))
            fault(word);
    }

    void act_all(const std::string &actions) {
        if (!actions.empty())
            for (const std::string &action : split(actions, ','))
                act(action);
    }

    // The three kinds of actions of a method, and its answer.
    HRESULT play(const std::string &method, const std::string &usual_after = "") {
        act_all(setting("in." + method));
        std::string other = setting("other." + method);
        if (!other.empty())
            std::thread([&] { act_all(other); }).join();
        HRESULT hr = result_of(method);
        // What has completed inside the call does not complete again: by then the callback may be gone.
        bool is_done = (setting("in." + method) + other).find("done:") != std::string::npos;
        std::string after = setting("after." + method, is_done ? "" : usual_after);
        note("%s => 0x%08x", method.c_str(), static_cast<unsigned>(hr));
        if (!after.empty() && hr == S_OK)
            std::thread([this, after] {
                usleep(2000);
                act_all(after);
            }).detach();
        return hr;
    }

public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        bool own = IsEqualGUID(riid, IID_ISyncMgrSynchronize) && setting("interface") != "none";
        *out = own || IsEqualGUID(riid, IID_IUnknown) ? this : nullptr;
        return *out ? AddRef(), S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left) {
            note("Release -> 0");
            act_all(setting("in.Release"));
            // Never deleted: threads of the actions may still use it.
        }
        return left;
    }

    HRESULT STDMETHODCALLTYPE Initialize(DWORD reserved, DWORD flags, DWORD cb, const BYTE *cookie) override {
        std::string hex;
        char digits[3];
        for (DWORD n = 0; cookie && n < cb; n++)
            snprintf(digits, sizeof digits, "%02x", cookie[n]), hex += digits;
        // A line has an end: of long ones the first and the last bytes, and a number that every byte changes (FNV-1a).
        if (cb > 1024) {
            uint32_t sum = 0x811C9DC5;
            for (DWORD n = 0; n < cb; n++)
                sum = (sum ^ cookie[n]) * 0x01000193;
            hex = hex.substr(0, 8) + ".." + hex.substr(hex.size() - 8) + " sum=" + std::to_string(sum);
        }
        note("Initialize reserved=%u flags=0x%x cb=%u cookie=%s", reserved, flags, cb, cookie ? hex.c_str() : "NULL");
        return play("Initialize");
    }
    HRESULT STDMETHODCALLTYPE GetHandlerInfo(SYNCMGRHANDLERINFO **out) override {
        note("GetHandlerInfo");
        *out = nullptr;
        HRESULT hr = play("GetHandlerInfo");
        if (FAILED(hr) || setting("info") == "null")
            return hr;
        auto *info = static_cast<SYNCMGRHANDLERINFO *>(CoTaskMemAlloc(sizeof(SYNCMGRHANDLERINFO)));
        memset(info, 0, sizeof *info);
        info->cbSize = setting("info") == "small" ? 8 : sizeof *info;
        info->hIcon = reinterpret_cast<HICON>(uintptr_t{8});
        info->SyncMgrHandlerFlags = number(setting("flags"));
        std::u16string name = wide(setting("name", "test handler"));
        size_t bytes = name.size() < MAX_SYNCMGRHANDLERNAME ? name.size() * 2 : sizeof info->wszHandlerName;
        memcpy(info->wszHandlerName, name.data(), bytes);
        *out = info;
        return hr;
    }
    HRESULT STDMETHODCALLTYPE EnumSyncMgrItems(ISyncMgrEnumItems **out) override {
        note("EnumSyncMgrItems");
        HRESULT hr = play("EnumSyncMgrItems");
        *out = FAILED(hr) || setting("enumerator") == "null" ? nullptr : new Enumerator;
        return hr;
    }
    HRESULT STDMETHODCALLTYPE GetItemObject(REFSYNCMGRITEMID, REFIID, void **out) override {
        note("GetItemObject");
        *out = nullptr;
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE ShowProperties(HWND parent, REFSYNCMGRITEMID item) override {
        note("ShowProperties parent=%s item=%u", parent ? "given" : "NULL", number_of(item));
        return play("ShowProperties", "done:properties");
    }
    HRESULT STDMETHODCALLTYPE SetProgressCallback(ISyncMgrSynchronizeCallback *now) override {
        ISyncMgrSynchronizeCallback *old;
        {
            std::lock_guard<std::mutex> guard(lock);
            old = callback;
            if (now)
                note("SetProgressCallback given, count %u", now->AddRef());
            callback = now;
        }
        if (!now)
            note("SetProgressCallback NULL");
        if (old && setting("leak") != "1")
            note("callback released, count %u", old->Release());
        return play(now ? "SetProgressCallback" : "SetNull");
    }
    HRESULT STDMETHODCALLTYPE PrepareForSync(ULONG n, SYNCMGRITEMID *ids, HWND parent, DWORD reserved) override {
        std::string list;
        for (ULONG at = 0; at < n; at++)
            list += (at ? "," : "") + std::to_string(number_of(ids[at]));
        note("PrepareForSync items=%s parent=%s reserved=%u", list.c_str(), parent ? "given" : "NULL", reserved);
        chosen.assign(ids, ids + n);
        return play("PrepareForSync", "done:prepare");
    }
    HRESULT STDMETHODCALLTYPE Synchronize(HWND parent) override {
        note("Synchronize parent=%s", parent ? "given" : "NULL");
        return play("Synchronize", "work,done:sync");
    }
    HRESULT STDMETHODCALLTYPE SetItemStatus(REFSYNCMGRITEMID item, DWORD status) override {
        note("SetItemStatus item=%u status=%u", number_of(item), status);
        {
            std::lock_guard<std::mutex> guard(lock);
            skipped[number_of(item)] = status;
        }
        changed.notify_all();
        return play("SetItemStatus");
    }
    HRESULT STDMETHODCALLTYPE ShowError(HWND parent, REFSYNCMGRERRORID error) override {
        note("ShowError parent=%s error=%u", parent ? "given" : "NULL", number_of(error));
        return play("ShowError", "done:error");
    }
};

class Factory final : public IClassFactory {
    std::atomic<ULONG> count{1};

public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        *out = IsEqualGUID(riid, IID_IUnknown) || IsEqualGUID(riid, IID_IClassFactory) ? this : nullptr;
        return *out ? AddRef(), S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left)
            delete this;
        return left;
    }
    HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *outer, REFIID riid, void **out) override {
        note("CreateInstance outer=%s", outer ? "given" : "NULL");
        fault(setting("fault.CreateInstance"));
        *out = nullptr;
        HRESULT hr = result_of("CreateInstance");
        if (FAILED(hr) || setting("instance") == "null")
            return hr;
        Handler *handler = new Handler;
        hr = handler->QueryInterface(riid, out);
        handler->Release();
        return hr;
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

// Runs while the library is loaded.
const bool loaded = [] {
    note("loaded");
    fault(setting("fault.Load"));
    return true;
}();

// Must not run: com-host ends without destructors of foreign code.
struct Unloading {
    ~Unloading() { note("destructors ran"); }
} unloading;

}  // namespace

EXPORT HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv) {
    note("DllGetClassObject class=%u", number_of(rclsid));
    fault(setting("fault.DllGetClassObject"));
    *ppv = nullptr;
    HRESULT hr = result_of("DllGetClassObject");
    if (FAILED(hr) || !IsEqualGUID(rclsid, CLSID_Handler))
        return FAILED(hr) ? hr : static_cast<HRESULT>(0x80040111);
    Factory *factory = new Factory;
    hr = factory->QueryInterface(riid, ppv);
    factory->Release();
    return hr;
}

EXPORT HRESULT STDAPICALLTYPE DllCanUnloadNow(void) {
    return S_FALSE;
}
