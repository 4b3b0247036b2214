// A handler as an application writes it, against mobsync.h. tests/module.rs loads it and drives it.
#define INITGUID
#define MOBSYNC_EXTRAS
#include <mobsync.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <string>
#include <thread>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

// {0BADF00D-0001-0002-0003-00000000000n}
constexpr GUID id(uint8_t n) {
    return {0x0BADF00D, 1, 2, {0, 3, 0, 0, 0, 0, 0, n}};
}
const GUID CLSID_Handler = id(0);
const GUID ERROR_ID = id(0xEE);

std::atomic<long> living{0};

struct Counted {
    std::atomic<ULONG> count{1};
    Counted() { ++living; }
    ~Counted() { --living; }
};

void write(WCHAR *out, size_t room, const std::u16string &text) {
    for (size_t i = 0; i < room; i++)
        out[i] = i < text.size() ? text[i] : 0;
}

SYNCMGRITEM item(uint8_t n, const std::u16string &name, DWORD flags, DWORD state) {
    SYNCMGRITEM item = {};
    item.cbSize = sizeof item;
    item.dwFlags = flags;
    item.ItemID = id(n);
    item.dwItemState = state;
    item.hIcon = reinterpret_cast<HICON>(static_cast<uintptr_t>(0x100 + n));
    write(item.wszItemName, MAX_SYNCMGRITEMNAME, name);
    item.ftLastUpdate = {0xD53E8000, 0x019DB1DE};
    return item;
}

const std::vector<SYNCMGRITEM> &items() {
    static const std::vector<SYNCMGRITEM> all = [] {
        std::vector<SYNCMGRITEM> all;
        all.push_back(item(1, u"Inbox \u20AC \U0001F600", SYNCMGRITEM_HASPROPERTIES, SYNCMGRITEMSTATE_CHECKED));
        all.push_back(item(2, std::u16string(200, u'x'), SYNCMGRITEM_LASTUPDATETIME, SYNCMGRITEMSTATE_UNCHECKED));
        all.push_back(item(3, u"half \xD83D", 0, SYNCMGRITEMSTATE_CHECKED));
        SYNCMGRITEM small = item(4, u"too small", 0, SYNCMGRITEMSTATE_CHECKED);
        small.cbSize = sizeof small - 1;
        all.push_back(small);
        for (uint8_t n = 5; n < 40; n++)
            all.push_back(item(n, u"page " + std::u16string(1, static_cast<char16_t>(u'A' + n)), 0, 0));
        return all;
    }();
    return all;
}

template <typename Interface>
HRESULT query(Interface *self, const GUID &own, REFIID riid, void **out) {
    if (!out)
        return E_POINTER;
    *out = nullptr;
    if (!IsEqualGUID(riid, IID_IUnknown) && !IsEqualGUID(riid, own))
        return E_NOINTERFACE;
    self->AddRef();
    *out = self;
    return S_OK;
}

class Enumerator final : public ISyncMgrEnumItems, Counted {
    size_t at;

public:
    explicit Enumerator(size_t at) : at(at) {}

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return query(this, IID_ISyncMgrEnumItems, riid, out);
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left)
            delete this;
        return left;
    }
    HRESULT STDMETHODCALLTYPE Next(ULONG celt, SYNCMGRITEM *rgelt, ULONG *fetched) override {
        ULONG n = 0;
        while (n < celt && at < items().size())
            rgelt[n++] = items()[at++];
        if (fetched)
            *fetched = n;
        return n == celt ? S_OK : S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE Skip(ULONG celt) override {
        at += celt;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Reset() override {
        at = 0;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Clone(ISyncMgrEnumItems **out) override {
        *out = new Enumerator(at);
        return S_OK;
    }
};

class Handler final : public ISyncMgrSynchronize, Counted {
    std::mutex lock;
    ISyncMgrSynchronizeCallback *callback = nullptr;
    std::vector<GUID> chosen;
    std::set<uint8_t> skipped;
    std::vector<std::thread> workers;
    std::string cookie;

    ~Handler() { SetProgressCallback(nullptr); }

    bool is_skipped(const GUID &item) {
        std::lock_guard<std::mutex> guard(lock);
        return skipped.count(item.Data4[7]) != 0;
    }

    // Reports on one item from a thread of its own.
    void work(ISyncMgrSynchronizeCallback *to, GUID item) {
        SYNCMGRPROGRESSITEM news = {};
        news.cbSize = sizeof news;
        for (INT done = 0; done <= 10; done++) {
            news.mask = SYNCMGRPROGRESSITEM_STATUSTEXT | SYNCMGRPROGRESSITEM_STATUSTYPE |
                        SYNCMGRPROGRESSITEM_PROGVALUE | SYNCMGRPROGRESSITEM_MAXVALUE;
            news.lpcStatusText = u"page \u20AC \U0001F600";
            news.dwStatusType = SYNCMGRSTATUS_UPDATING;
            news.iProgValue = done;
            news.iMaxValue = 10;
            HRESULT answer = to->Progress(item, &news);
            if (is_skipped(item) || answer == S_SYNCMGR_CANCELITEM || answer == S_SYNCMGR_CANCELALL) {
                news.mask = SYNCMGRPROGRESSITEM_STATUSTYPE;
                news.lpcStatusText = reinterpret_cast<LPCWSTR>(uintptr_t{8});
                news.dwStatusType = is_skipped(item) ? SYNCMGRSTATUS_SKIPPED : SYNCMGRSTATUS_STOPPED;
                to->Progress(item, &news);
                return;
            }
        }
        SYNCMGRLOGERRORINFO info = {};
        info.cbSize = sizeof info;
        info.mask = SYNCMGRLOGERROR_ERRORFLAGS | SYNCMGRLOGERROR_ERRORID | SYNCMGRLOGERROR_ITEMID;
        info.dwSyncMgrErrorFlags = SYNCMGRERRORFLAG_ENABLEJUMPTEXT;
        info.ErrorID = ERROR_ID;
        info.ItemID = item;
        to->LogError(SYNCMGRLOGLEVEL_WARNING, u"a warning with \u20AC", &info);
        news.mask = SYNCMGRPROGRESSITEM_STATUSTYPE;
        news.dwStatusType = SYNCMGRSTATUS_SUCCEEDED;
        to->Progress(item, &news);
    }

public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return query(this, IID_ISyncMgrSynchronize, riid, out);
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override {
        ULONG left = --count;
        if (!left)
            delete this;
        return left;
    }

    HRESULT STDMETHODCALLTYPE Initialize(DWORD reserved, DWORD flags, DWORD cb, const BYTE *data) override {
        if (reserved != 0 || (cb == 0) != (data == nullptr))
            return E_INVALIDARG;
        if (cb)
            cookie.assign(reinterpret_cast<const char *>(data), cb);
        return (flags & SYNCMGRFLAG_EVENTMASK) == SYNCMGRFLAG_IDLE ? S_FALSE : S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetHandlerInfo(SYNCMGRHANDLERINFO **out) override {
        if (cookie == "null info") {
            *out = nullptr;
            return S_OK;
        }
        auto *info = static_cast<SYNCMGRHANDLERINFO *>(CoTaskMemAlloc(sizeof(SYNCMGRHANDLERINFO)));
        *info = {};
        info->cbSize = cookie == "small info" ? 8 : sizeof *info;
        info->hIcon = reinterpret_cast<HICON>(uintptr_t{0xABCD});
        info->SyncMgrHandlerFlags = SYNCMGRHANDLER_HASPROPERTIES | SYNCMGRHANDLER_ALWAYSLISTHANDLER;
        write(info->wszHandlerName, MAX_SYNCMGRHANDLERNAME, u"C++ handler \u20AC \U0001F600");
        *out = info;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE EnumSyncMgrItems(ISyncMgrEnumItems **out) override {
        *out = cookie == "null items" ? nullptr : new Enumerator(0);
        return cookie == "missing items" ? S_SYNCMGR_MISSINGITEMS : S_OK;
    }
    HRESULT STDMETHODCALLTYPE GetItemObject(REFSYNCMGRITEMID, REFIID, void **out) override {
        *out = nullptr;
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE ShowProperties(HWND parent, REFSYNCMGRITEMID item) override {
        if (parent != nullptr || !callback)
            return E_UNEXPECTED;
        callback->ShowPropertiesCompleted(IsEqualGUID(item, GUID_NULL) ? S_SYNCMGR_ENUMITEMS : S_SYNCMGR_ITEMDELETED);
        return S_FALSE;
    }
    HRESULT STDMETHODCALLTYPE SetProgressCallback(ISyncMgrSynchronizeCallback *now) override {
        if (now)
            now->AddRef();
        ISyncMgrSynchronizeCallback *old = callback;
        callback = now;
        if (!now) {
            for (std::thread &worker : workers)
                worker.join();
            workers.clear();
        }
        if (old)
            old->Release();
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE PrepareForSync(ULONG n, SYNCMGRITEMID *ids, HWND, DWORD) override {
        chosen.assign(ids, ids + n);
        skipped.clear();
        if (callback->EstablishConnection(u"Work", 0) != S_OK || callback->EstablishConnection(nullptr, 0) != S_OK)
            return E_FAIL;
        callback->PrepareForSyncCompleted(S_OK);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Synchronize(HWND) override {
        auto left = std::make_shared<std::atomic<size_t>>(chosen.size());
        for (const GUID &item : chosen) {
            callback->AddRef();
            workers.emplace_back([this, item, left, to = callback] {
                work(to, item);
                if (--*left == 0)
                    to->SynchronizeCompleted(S_OK);
                to->Release();
            });
        }
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE SetItemStatus(REFSYNCMGRITEMID item, DWORD status) override {
        if (status != SYNCMGRSTATUS_SKIPPED)
            return E_INVALIDARG;
        std::lock_guard<std::mutex> guard(lock);
        skipped.insert(item.Data4[7]);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE ShowError(HWND, REFSYNCMGRERRORID error) override {
        if (!IsEqualGUID(error, ERROR_ID))
            return E_INVALIDARG;
        if (callback->EnableModeless(TRUE) == S_OK)
            callback->EnableModeless(FALSE);
        GUID again[2] = {id(1), id(3)};
        callback->ShowErrorCompleted(S_SYNCMGR_RETRYSYNC, 2, again);
        again[0] = again[1] = GUID_NULL;
        callback->ShowErrorCompleted(S_OK, 7, reinterpret_cast<const GUID *>(uintptr_t{8}));
        callback->DeleteLogError(ERROR_ID, 0);
        callback->DeleteLogError(GUID_NULL, 0);
        return S_OK;
    }
};

class Factory final : public IClassFactory, Counted {
public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        return query(this, IID_IClassFactory, riid, out);
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

EXPORT HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv) {
    *ppv = nullptr;
    if (!IsEqualGUID(rclsid, CLSID_Handler))
        return CLASS_E_CLASSNOTAVAILABLE;
    Factory *factory = new Factory;
    HRESULT hr = factory->QueryInterface(riid, ppv);
    factory->Release();
    return hr;
}

EXPORT HRESULT STDAPICALLTYPE DllCanUnloadNow(void) {
    return living == 0 ? S_OK : S_FALSE;
}
