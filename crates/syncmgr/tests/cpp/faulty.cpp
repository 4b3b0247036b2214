// A handler that keeps the contract, except in what the environment variable TEST_FAULT names: the conformance kit has to find
// exactly that. Everything that a handler may do, it does: it asks for a dialog when it may, logs a message that leads to
// ShowError and to another try, needs a connection, has property sheets and an item that is absent.
#define INITGUID
#define MOBSYNC_EXTRAS
#include <mobsync.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

// Whether this is the breach that was asked for.
bool breaks(const char *what) {
    static const char *fault = getenv("TEST_FAULT");
    return fault && strcmp(fault, what) == 0;
}

void crash() { *reinterpret_cast<volatile int *>(uintptr_t{16}) = 1; }

constexpr GUID id(uint8_t n) { return {0xFA017001, 1, 2, {0, 3, 0, 0, 0, 0, 0, n}}; }

const GUID CLSID_Faulty = id(0);
const GUID TORN = id(0xEE), TORN_ITEM = id(2);
constexpr uint8_t COUNT = 3;
const DWORD NO_AGGREGATION = 0x80040110, NO_CLASS = 0x80040111;

std::atomic<int> alive{0};
// What a handler must not do: flags that all instances share.
std::atomic<DWORD> shared_flags{0};

void name(WCHAR *out, size_t room, const std::u16string &text, bool is_terminated) {
    std::fill(out, out + room, is_terminated ? u'\0' : u'x');
    std::copy_n(text.begin(), std::min(text.size(), room - 1), out);
}

class Enumerator final : public ISyncMgrEnumItems {
    std::atomic<ULONG> count{1};
    std::shared_ptr<ULONG> at;
    const BYTE *cookie;

    static SYNCMGRITEM item(ULONG n) {
        SYNCMGRITEM item = {};
        item.cbSize = breaks("item-size") ? 8 : sizeof item;
        item.dwFlags = n == 1 ? SYNCMGRITEM_HASPROPERTIES : 0;
        item.ItemID = breaks("item-null") && n == 1 ? GUID_NULL : id(breaks("item-twice") && n == 2 ? 1 : n);
        item.dwItemState = breaks("nothing-checked") ? SYNCMGRITEMSTATE_UNCHECKED : SYNCMGRITEMSTATE_CHECKED;
        std::u16string text = u"item ";
        text += static_cast<char16_t>(u'0' + n);
        name(item.wszItemName, MAX_SYNCMGRITEMNAME, breaks("item-nameless") ? u"" : text, !breaks("item-unterminated"));
        return item;
    }

public:
    Enumerator(std::shared_ptr<ULONG> at, const BYTE *cookie) : at(std::move(at)), cookie(cookie) { alive++; }
    ~Enumerator() { alive--; }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        *out = IsEqualGUID(riid, IID_IUnknown) || IsEqualGUID(riid, IID_ISyncMgrEnumItems) ? this : nullptr;
        return *out ? AddRef(), S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left && !breaks("leaks-enumerator"))
            delete this;
        return left;
    }
    HRESULT STDMETHODCALLTYPE Next(ULONG celt, SYNCMGRITEM *rgelt, ULONG *fetched) override {
        if (breaks("next-notimpl"))
            return E_NOTIMPL;
        if (!fetched && breaks("next-without-number"))
            crash();
        if (cookie && *cookie == 1)
            return E_FAIL;
        ULONG n = 0;
        while (n < celt && *at < COUNT)
            rgelt[n++] = item(++*at);
        if (breaks("next-overruns") && celt == 1)
            rgelt[1] = item(1);
        if (fetched)
            *fetched = n + (breaks("next-counts-more") && celt < 2 ? 1 : 0);
        if (celt > 0 && breaks("next-says-false"))
            return S_FALSE;
        return n == celt || breaks("next-short-ok") ? S_OK : S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE Skip(ULONG celt) override {
        if (breaks("skip-notimpl"))
            return E_NOTIMPL;
        ULONG passed = std::min<ULONG>(celt, COUNT - *at);
        if (!breaks("skip-stays"))
            *at += passed;
        return passed == celt && !breaks("skip-says-false") ? S_OK : S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE Reset() override {
        if (breaks("reset-notimpl"))
            return E_NOTIMPL;
        if (!breaks("reset-stays"))
            *at = 0;
        return breaks("reset-says-false") ? S_FALSE : S_OK;
    }
    HRESULT STDMETHODCALLTYPE Clone(ISyncMgrEnumItems **out) override {
        *out = nullptr;
        if (breaks("clone-notimpl"))
            return E_NOTIMPL;
        auto place = breaks("clone-shares") ? at : std::make_shared<ULONG>(breaks("clone-begins") ? 0 : *at);
        *out = new Enumerator(place, nullptr);
        return breaks("clone-says-false") ? S_FALSE : S_OK;
    }
};

class Handler;

// An IUnknown of its own each time.
class Tear final : public IUnknown {
    std::atomic<ULONG> count{1};
    Handler *of;

public:
    explicit Tear(Handler *of);
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override;
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override;
};

class Handler final : public ISyncMgrSynchronize {
    std::atomic<ULONG> count{1};
    std::mutex lock;
    ISyncMgrSynchronizeCallback *callback = nullptr;
    // The first that ever came, held without a reference.
    ISyncMgrSynchronizeCallback *first = nullptr;
    const BYTE *cookie = nullptr;
    DWORD flags = 0;
    std::vector<GUID> chosen;
    const GUID *array = nullptr;
    std::set<unsigned> skipped;
    // News that come late must not fall into another try.
    bool is_mended = breaks("news-afterwards");

    template <typename Call>
    HRESULT with(Call call) {
        ISyncMgrSynchronizeCallback *held;
        {
            std::lock_guard<std::mutex> guard(lock);
            held = breaks("callback-old") && first ? first : callback;
            if (held)
                held->AddRef();
        }
        if (!held)
            return E_UNEXPECTED;
        HRESULT hr = call(held);
        held->Release();
        return hr;
    }

    bool may_bother() { return ((breaks("flags-shared") ? shared_flags.load() : flags) & SYNCMGRFLAG_MAYBOTHERUSER) != 0; }

    HRESULT report(const GUID &item, DWORD status, INT value) {
        if (breaks("silent") || (breaks("silent-when-quiet") && !may_bother()))
            return S_OK;
        SYNCMGRPROGRESSITEM news = {};
        news.cbSize = breaks("progress-size") ? sizeof news - 1 : sizeof news;
        news.mask = SYNCMGRPROGRESSITEM_STATUSTEXT | SYNCMGRPROGRESSITEM_STATUSTYPE | SYNCMGRPROGRESSITEM_PROGVALUE |
                    SYNCMGRPROGRESSITEM_MAXVALUE;
        news.lpcStatusText = u"copying";
        news.dwStatusType = breaks("progress-status") && status == SYNCMGRSTATUS_UPDATING ? 0x77 : status;
        news.iProgValue = breaks("progress-value") ? 99 : value;
        news.iMaxValue = breaks("progress-max") ? 0 : 4;
        return with([&](ISyncMgrSynchronizeCallback *to) { return to->Progress(item, &news); });
    }

    void dialog(const char *despite) {
        auto ask = [&](BOOL enable) { return with([&](ISyncMgrSynchronizeCallback *to) { return to->EnableModeless(enable); }); };
        if (breaks("dialog-unasked"))
            return (void)ask(FALSE);
        bool is_allowed = ask(TRUE) == S_OK;
        if (breaks("dialog-kept"))
            return;
        if (is_allowed || breaks(despite))
            ask(FALSE);
    }

    void log(const GUID &item) {
        SYNCMGRLOGERRORINFO info = {};
        info.cbSize = breaks("log-size") ? sizeof info - 4 : sizeof info;
        info.mask = SYNCMGRLOGERROR_ERRORFLAGS | SYNCMGRLOGERROR_ITEMID | (breaks("log-leads-nowhere") ? 0 : SYNCMGRLOGERROR_ERRORID);
        info.dwSyncMgrErrorFlags = SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
        info.ErrorID = TORN;
        info.ItemID = item;
        DWORD level = breaks("log-level") ? 9 : SYNCMGRLOGLEVEL_ERROR;
        LPCWSTR text = breaks("log-null") ? nullptr : u"it is torn";
        with([&](ISyncMgrSynchronizeCallback *to) { return to->LogError(level, text, &info); });
    }

    // Whether the others go on.
    bool work_on(const GUID &item) {
        auto end = [&](DWORD status) {
            if (!breaks("no-final-status"))
                report(item, status, 4);
        };
        for (INT step = 0; step < 4; step++) {
            if (breaks("no-first-word"))
                continue;
            HRESULT answer = report(item, SYNCMGRSTATUS_UPDATING, step);
            bool is_all = answer == S_SYNCMGR_CANCELALL && !breaks("ignores-cancel-all");
            bool is_one = answer == S_SYNCMGR_CANCELITEM && !breaks("ignores-cancel-item");
            if (is_all || is_one) {
                end(SYNCMGRSTATUS_STOPPED);
                return !is_all && !breaks("cancel-item-stops-all");
            }
            if (answer != S_SYNCMGR_CANCELALL && is_skipped(item) && !breaks("ignores-cancel-item")) {
                end(SYNCMGRSTATUS_SKIPPED);
                return true;
            }
        }
        if (IsEqualGUID(item, TORN_ITEM) && !is_mended) {
            log(item);
            end(SYNCMGRSTATUS_FAILED);
        } else
            end(SYNCMGRSTATUS_SUCCEEDED);
        return true;
    }

    bool is_skipped(const GUID &item) {
        std::lock_guard<std::mutex> guard(lock);
        return skipped.count(item.Data4[7]) != 0;
    }

    void complete(const char *word) {
        auto tell = [](ISyncMgrSynchronizeCallback *to) { return to->SynchronizeCompleted(S_OK); };
        if (breaks("synchronize-never"))
            return;
        with(tell);
        if (breaks(word))
            with(tell);
    }

    void work() {
        std::vector<GUID> items = chosen;
        if (breaks("array-kept"))
            items.assign(array, array + chosen.size());
        if (breaks("others-too"))
            items = {id(1), id(2), id(3)};
        if (breaks("forgets-one") && items.size() > 1)
            items.pop_back();
        if (breaks("dialog-in-synchronize") ? may_bother() : breaks("dialog-in-quiet-synchronize"))
            dialog("");
        with([](ISyncMgrSynchronizeCallback *to) { return to->EstablishConnection(nullptr, breaks("connection-reserved") ? 1 : 0); });
        for (const GUID &item : items)
            if (!work_on(item))
                break;
        complete("synchronize-twice");
        if (breaks("news-afterwards"))
            report(id(1), SYNCMGRSTATUS_SUCCEEDED, 4);
    }

    // The completion rules of ShowError and ShowProperties, which are the same.
    template <typename Tell>
    HRESULT promised(const std::string &method, HRESULT hr, Tell tell) {
        bool is_success = SUCCEEDED(hr) && !breaks((method + "-despite").c_str());
        if (breaks((method + "-despite").c_str()) || (is_success && !breaks((method + "-never").c_str())))
            with(tell);
        if (is_success && breaks((method + "-twice").c_str()))
            with(tell);
        return is_success ? hr : FAILED(hr) ? hr : E_UNEXPECTED;
    }

public:
    Handler() { alive++; }
    ~Handler() {
        if (callback && !breaks("callback-kept-at-the-end"))
            callback->Release();
        alive--;
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        if (breaks("two-unknowns") && IsEqualGUID(riid, IID_IUnknown)) {
            *out = new Tear(this);
            return S_OK;
        }
        if (IsEqualGUID(riid, IID_IUnknown) || IsEqualGUID(riid, IID_ISyncMgrSynchronize)) {
            *out = this;
            AddRef();
            return S_OK;
        }
        if (!breaks("query-not-null"))
            *out = nullptr;
        return breaks("query-code") ? E_FAIL : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left)
            delete this;
        return left;
    }

    HRESULT STDMETHODCALLTYPE Initialize(DWORD, DWORD now, DWORD cb, const BYTE *bytes) override {
        DWORD event = now & SYNCMGRFLAG_EVENTMASK;
        flags = now;
        shared_flags = now;
        if (breaks("cookie-of-any-event") && bytes && *bytes == 1)
            return E_INVALIDARG;
        if (event == SYNCMGRFLAG_INVOKE && cb > 0 && breaks("cookie-kept"))
            cookie = bytes;
        if (event > SYNCMGRFLAG_SCHEDULED && breaks("unknown-event"))
            return S_FALSE;
        if (event == SYNCMGRFLAG_IDLE)
            return breaks("initialize-code") ? E_FAIL : S_FALSE;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetHandlerInfo(SYNCMGRHANDLERINFO **out) override {
        static SYNCMGRHANDLERINFO of_nobody;
        *out = nullptr;
        if (breaks("info-code"))
            return E_FAIL;
        if (breaks("info-null"))
            return S_OK;
        if (breaks("info-leaks"))
            *static_cast<volatile char *>(malloc(64)) = 1;
        auto *info = breaks("info-static") ? &of_nobody
                                           : static_cast<SYNCMGRHANDLERINFO *>(CoTaskMemAlloc(sizeof(SYNCMGRHANDLERINFO)));
        memset(info, 0, sizeof *info);
        info->cbSize = breaks("info-size") ? 8 : sizeof *info;
        info->SyncMgrHandlerFlags = SYNCMGRHANDLER_HASPROPERTIES | SYNCMGRHANDLER_MAYESTABLISHCONNECTION;
        name(info->wszHandlerName, MAX_SYNCMGRHANDLERNAME, breaks("info-nameless") ? u"" : u"Faulty", !breaks("info-unterminated"));
        *out = info;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE EnumSyncMgrItems(ISyncMgrEnumItems **out) override {
        *out = nullptr;
        if (breaks("items-code"))
            return E_FAIL;
        if (!breaks("items-null"))
            *out = new Enumerator(std::make_shared<ULONG>(0), cookie);
        return flags & SYNCMGRFLAG_MAYBOTHERUSER ? S_OK : S_SYNCMGR_MISSINGITEMS;
    }
    HRESULT STDMETHODCALLTYPE GetItemObject(REFSYNCMGRITEMID, REFIID, void **out) override {
        if (breaks("crash"))
            crash();
        if (breaks("exit"))
            _exit(7);
        if (breaks("hang"))
            for (;;)
                pause();
        if (!breaks("object-not-null"))
            *out = nullptr;
        if (!breaks("object-there"))
            return E_NOTIMPL;
        *out = static_cast<IUnknown *>(this);
        AddRef();
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE ShowProperties(HWND parent, REFSYNCMGRITEMID item) override {
        bool has_some = IsEqualGUID(item, GUID_NULL) || IsEqualGUID(item, id(1));
        HRESULT hr = has_some || breaks("properties-unflagged") ? S_OK : E_INVALIDARG;
        if (!parent && breaks("properties-window"))
            hr = E_INVALIDARG;
        if (has_some && breaks("properties-code"))
            hr = E_FAIL;
        if (breaks(IsEqualGUID(item, GUID_NULL) ? "properties-of-handler-fail" : "properties-of-item-fail"))
            hr = E_UNEXPECTED;
        return promised("properties", hr, [](ISyncMgrSynchronizeCallback *to) { return to->ShowPropertiesCompleted(S_OK); });
    }
    HRESULT STDMETHODCALLTYPE SetProgressCallback(ISyncMgrSynchronizeCallback *now) override {
        ISyncMgrSynchronizeCallback *old;
        {
            std::lock_guard<std::mutex> guard(lock);
            if (now && !breaks("callback-not-counted"))
                now->AddRef();
            if (now && breaks("callback-counted-twice"))
                now->AddRef();
            old = callback;
            callback = now;
            if (!first)
                first = now;
        }
        bool is_kept = breaks(now ? "callback-old-kept" : "callback-kept-on-null") || breaks("callback-not-counted");
        if (old && !is_kept)
            old->Release();
        if (!now && old && breaks("callback-late"))
            std::thread([old] {
                usleep(30000);
                old->Progress(id(1), nullptr);
            }).detach();
        if (!now)
            first = nullptr;
        return breaks("callback-code") ? S_FALSE : S_OK;
    }
    HRESULT STDMETHODCALLTYPE PrepareForSync(ULONG n, SYNCMGRITEMID *ids, HWND parent, DWORD reserved) override {
        if ((!parent && breaks("prepare-window")) || (reserved && breaks("prepare-reserved")))
            return E_INVALIDARG;
        if (breaks("prepare-code"))
            return E_NOTIMPL;
        if (breaks("prepare-slow"))
            usleep(1500000);
        if (!may_bother() && breaks("needs-dialogs"))
            return S_FALSE;
        chosen.clear();
        skipped.clear();
        array = ids;
        for (ULONG at = 0; at < n; at++)
            if (ids[at].Data1 == id(0).Data1)
                chosen.push_back(ids[at]);
        if (may_bother() || breaks("dialog-when-quiet"))
            dialog("dialog-despite");
        auto tell = [](ISyncMgrSynchronizeCallback *to) { return to->PrepareForSyncCompleted(S_OK); };
        if (!breaks("prepare-never"))
            with(tell);
        if (breaks("prepare-twice"))
            with(tell);
        return breaks("prepare-despite") ? E_UNEXPECTED : S_OK;
    }
    HRESULT STDMETHODCALLTYPE Synchronize(HWND parent) override {
        if (!parent && breaks("synchronize-window"))
            return E_INVALIDARG;
        if (breaks("synchronize-code"))
            return E_NOTIMPL;
        if (breaks("synchronize-fails"))
            return E_FAIL;
        if (breaks("synchronize-despite")) {
            complete("");
            return E_FAIL;
        }
        if (breaks("synchronize-slow"))
            usleep(1500000);
        AddRef();
        std::thread([this] {
            work();
            Release();
        }).detach();
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE SetItemStatus(REFSYNCMGRITEMID item, DWORD) override {
        std::lock_guard<std::mutex> guard(lock);
        skipped.insert(item.Data4[7]);
        return breaks("status-code") ? E_FAIL : S_OK;
    }
    HRESULT STDMETHODCALLTYPE ShowError(HWND parent, REFSYNCMGRERRORID error) override {
        GUID retried = TORN_ITEM;
        bool is_own = IsEqualGUID(error, TORN);
        HRESULT hr = is_own ? S_OK : E_INVALIDARG;
        if (is_own && !parent && breaks("error-window"))
            hr = E_INVALIDARG;
        if (is_own && breaks("error-code"))
            hr = E_FAIL;
        if (breaks("error-slow"))
            usleep(1500000);
        if (SUCCEEDED(hr))
            dialog("dialog-despite");
        is_mended = true;
        return promised("error", hr, [&](ISyncMgrSynchronizeCallback *to) {
            to->DeleteLogError(TORN, 0);
            return to->ShowErrorCompleted(S_SYNCMGR_RETRYSYNC, 1, &retried);
        });
    }
};

Tear::Tear(Handler *of) : of(of) { of->AddRef(); }

HRESULT STDMETHODCALLTYPE Tear::QueryInterface(REFIID riid, void **out) { return of->QueryInterface(riid, out); }

ULONG STDMETHODCALLTYPE Tear::Release() {
    ULONG left = --count;
    if (!left) {
        of->Release();
        delete this;
    }
    return left;
}

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
        *out = nullptr;
        if (outer && !breaks("aggregates"))
            return static_cast<HRESULT>(NO_AGGREGATION);
        Handler *handler = new Handler;
        HRESULT hr = handler->QueryInterface(riid, out);
        if (!breaks("leaks-itself"))
            handler->Release();
        if (breaks("thread-left")) {
            static std::atomic<bool> is_there{false};
            if (!is_there.exchange(true))
                std::thread([] { pause(); }).detach();
        }
        return hr;
    }
    HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }
};

}  // namespace

EXPORT HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv) {
    if (!breaks("class-not-null"))
        *ppv = nullptr;
    if (!IsEqualGUID(rclsid, CLSID_Faulty) && !breaks("any-class"))
        return static_cast<HRESULT>(NO_CLASS);
    Factory *factory = new Factory;
    HRESULT hr = factory->QueryInterface(riid, ppv);
    factory->Release();
    return hr;
}

EXPORT HRESULT STDAPICALLTYPE DllCanUnloadNow(void) {
    return alive == 0 || breaks("unloads-alive") ? S_OK : S_FALSE;
}
