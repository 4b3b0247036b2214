// A manager in C++: drives the handler of a module, whose path is the only argument, and counts every reference.
#define INITGUID
#define MOBSYNC_EXTRAS
#include <mobsync.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <dlfcn.h>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

std::atomic<int> failures{0};
#define CHECK(condition)                                                     \
    do {                                                                     \
        if (!(condition)) {                                                  \
            std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition);     \
            ++failures;                                                      \
        }                                                                    \
    } while (0)

const GUID CLASS = {0x7E0F2B9C, 0x52B7, 0x4B9E, {0x9F, 0x5A, 0x6B, 0x1D, 0x3C, 0x0A, 0x8E, 0x11}};
const GUID TORN = {0x7E0F2B9C, 0x52B7, 0x4B9E, {0x9F, 0x5A, 0x6B, 0x1D, 0x3C, 0x0A, 0x8E, 0xEE}};
// By this id windows-core asks its own objects for two pointers instead of one.
const GUID DYNAMIC_CAST = {0xAE49D5CB, 0x143F, 0x431C, {0x87, 0x4C, 0x27, 0x29, 0x33, 0x6E, 0x4E, 0xCA}};

GUID page(uint8_t number) {
    GUID id = CLASS;
    id.Data4[6] = 0;
    id.Data4[7] = number;
    return id;
}

class Callback final : public ISyncMgrSynchronizeCallback {
    std::mutex lock;
    std::condition_variable changed;
    int completions = 0;

public:
    std::atomic<ULONG> count{1};
    std::vector<DWORD> last_status = std::vector<DWORD>(4, ~0u);
    std::u16string text;
    int reports = 0, logged = 0, deleted = 0, modeless = 0;
    bool from_other_thread = false;
    std::vector<GUID> retry;
    HRESULT answer = S_OK, prepared = E_FAIL, synchronized = E_FAIL, shown = E_FAIL, error_shown = E_FAIL;
    const std::thread::id home = std::this_thread::get_id();

    virtual ~Callback() = default;

    void wait(int n) {
        std::unique_lock<std::mutex> guard(lock);
        changed.wait(guard, [&] { return completions >= n; });
    }
    HRESULT complete(HRESULT &where, HRESULT hr) {
        std::lock_guard<std::mutex> guard(lock);
        where = hr;
        ++completions;
        changed.notify_all();
        return S_OK;
    }

    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **out) override {
        *out = nullptr;
        if (!IsEqualIID(riid, IID_IUnknown) && !IsEqualIID(riid, IID_ISyncMgrSynchronizeCallback))
            return E_NOINTERFACE;
        AddRef();
        *out = this;
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return ++count; }
    ULONG STDMETHODCALLTYPE Release() override { return --count; }

    HRESULT STDMETHODCALLTYPE ShowPropertiesCompleted(HRESULT hr) override { return complete(shown, hr); }
    HRESULT STDMETHODCALLTYPE PrepareForSyncCompleted(HRESULT hr) override { return complete(prepared, hr); }
    HRESULT STDMETHODCALLTYPE SynchronizeCompleted(HRESULT hr) override { return complete(synchronized, hr); }
    HRESULT STDMETHODCALLTYPE ShowErrorCompleted(HRESULT hr, ULONG n, const SYNCMGRITEMID *ids) override {
        retry.assign(ids, ids + n);
        return complete(error_shown, hr);
    }
    HRESULT STDMETHODCALLTYPE EnableModeless(BOOL enable) override {
        modeless += enable ? 1 : 100;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Progress(REFSYNCMGRITEMID item, const SYNCMGRPROGRESSITEM *news) override {
        std::lock_guard<std::mutex> guard(lock);
        ++reports;
        from_other_thread |= std::this_thread::get_id() != home;
        if (news->cbSize != sizeof *news)
            return E_INVALIDARG;
        if (news->mask & SYNCMGRPROGRESSITEM_STATUSTEXT)
            text = news->lpcStatusText;
        if (news->mask & SYNCMGRPROGRESSITEM_STATUSTYPE)
            last_status[item.Data4[7]] = news->dwStatusType;
        return answer;
    }
    HRESULT STDMETHODCALLTYPE LogError(DWORD level, LPCWSTR what, const SYNCMGRLOGERRORINFO *info) override {
        CHECK(level == SYNCMGRLOGLEVEL_ERROR && std::u16string(what) == u"This page is torn \u20AC\U0001F600");
        CHECK(info && info->cbSize == sizeof *info && info->mask == 7);
        CHECK(IsEqualGUID(info->ErrorID, TORN) && IsEqualGUID(info->ItemID, page(3)));
        CHECK(info->dwSyncMgrErrorFlags == SYNCMGRERRORFLAG_ENABLEJUMPTEXT);
        ++logged;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE DeleteLogError(REFSYNCMGRERRORID error, DWORD reserved) override {
        CHECK(IsEqualGUID(error, TORN) && reserved == 0);
        ++deleted;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE EstablishConnection(LPCWSTR, DWORD) override { return E_UNEXPECTED; }
};

using GetClassObject = HRESULT(STDAPICALLTYPE *)(REFCLSID, REFIID, void **);
using CanUnloadNow = HRESULT(STDAPICALLTYPE *)();

IClassFactory *factory_of(GetClassObject get) {
    void *out = &failures;
    CHECK(get(TORN, IID_IClassFactory, &out) == CLASS_E_CLASSNOTAVAILABLE && out == nullptr);
    CHECK(get(CLASS, IID_ISyncMgrSynchronize, &out) == E_NOINTERFACE && out == nullptr);
    CHECK(get(CLASS, IID_IClassFactory, nullptr) == E_POINTER);
    CHECK(get(CLASS, IID_IClassFactory, &out) == S_OK && out);
    return static_cast<IClassFactory *>(out);
}

ISyncMgrSynchronize *handler_of(IClassFactory *factory) {
    void *slot[2] = {nullptr, &failures};
    CHECK(factory->CreateInstance(factory, IID_IUnknown, slot) == CLASS_E_NOAGGREGATION);
    CHECK(factory->CreateInstance(nullptr, IID_ISyncMgrRegister, slot) == E_NOINTERFACE && !slot[0]);
    CHECK(factory->CreateInstance(nullptr, DYNAMIC_CAST, slot) == E_NOINTERFACE && !slot[0]);
    CHECK(factory->CreateInstance(nullptr, IID_IUnknown, slot) == S_OK && slot[0]);
    auto *unknown = static_cast<IUnknown *>(slot[0]);
    CHECK(unknown->QueryInterface(DYNAMIC_CAST, slot) == E_NOINTERFACE && !slot[0]);
    CHECK(slot[1] == &failures);
    CHECK(unknown->QueryInterface(IID_ISyncMgrSynchronize, nullptr) == E_POINTER);
    CHECK(unknown->QueryInterface(IID_ISyncMgrSynchronize, slot) == S_OK);
    auto *handler = static_cast<ISyncMgrSynchronize *>(slot[0]);
    void *identity = nullptr;
    CHECK(handler->QueryInterface(IID_IUnknown, &identity) == S_OK && identity == unknown);
    CHECK(unknown->Release() == 2);
    CHECK(unknown->Release() == 1);
    return handler;
}

void read_items(ISyncMgrSynchronize *handler) {
    SYNCMGRHANDLERINFO *info = nullptr;
    CHECK(handler->GetHandlerInfo(&info) == S_OK && info && info->cbSize == sizeof *info);
    CHECK(std::u16string(info->wszHandlerName) == u"Notebook \u20AC \U0001F600");
    CHECK(info->SyncMgrHandlerFlags == SYNCMGRHANDLER_HASPROPERTIES);
    CoTaskMemFree(info);

    ISyncMgrEnumItems *list = nullptr, *twin = nullptr;
    SYNCMGRITEM items[5] = {};
    ULONG fetched = 99;
    CHECK(handler->EnumSyncMgrItems(&list) == S_OK && list);
    CHECK(list->Next(1, items, nullptr) == S_OK && IsEqualGUID(items[0].ItemID, page(1)));
    CHECK(list->Clone(&twin) == S_OK && twin != list);
    CHECK(list->Next(5, items, &fetched) == S_FALSE && fetched == 2);
    CHECK(items[0].cbSize == sizeof items[0] && items[0].dwItemState == SYNCMGRITEMSTATE_UNCHECKED);
    CHECK(std::u16string(items[1].wszItemName) == u"Torn page");
    CHECK(list->Reset() == S_OK && list->Skip(3) == S_OK && list->Skip(1) == S_FALSE);
    CHECK(list->Release() == 0);
    CHECK(twin->Next(1, items, &fetched) == S_OK && fetched == 1 && IsEqualGUID(items[0].ItemID, page(2)));
    CHECK(twin->Release() == 0);
    void *object = &failures;
    CHECK(handler->GetItemObject(page(1), IID_IUnknown, &object) == E_NOTIMPL && object == nullptr);
}

void session(ISyncMgrSynchronize *handler, Callback &callback) {
    GUID chosen[] = {page(1), page(2), page(3)};
    CHECK(callback.count == 1);
    CHECK(handler->SetProgressCallback(&callback) == S_OK && callback.count == 2);
    CHECK(handler->SetProgressCallback(&callback) == S_OK && callback.count == 2);
    CHECK(handler->PrepareForSync(3, chosen, nullptr, 0xFFFF) == S_OK && callback.prepared == S_OK);
    chosen[0] = chosen[1] = chosen[2] = GUID_NULL;
    CHECK(handler->SetItemStatus(page(2), SYNCMGRSTATUS_SKIPPED) == S_OK);
    CHECK(handler->SetItemStatus(page(2), SYNCMGRSTATUS_FAILED) == E_INVALIDARG);
    CHECK(handler->Synchronize(nullptr) == S_OK);
    callback.wait(2);
    CHECK(callback.synchronized == S_OK && callback.from_other_thread);
    CHECK(callback.last_status[1] == SYNCMGRSTATUS_SUCCEEDED);
    CHECK(callback.last_status[2] == SYNCMGRSTATUS_SKIPPED);
    CHECK(callback.last_status[3] == SYNCMGRSTATUS_FAILED);
    CHECK(callback.reports == 2 * 12 + 1 && callback.logged == 1);
    CHECK(callback.text == u"line 10 of \u201C10\u201D \u20AC\U0001F600");

    CHECK(handler->ShowError(nullptr, TORN) == S_OK && callback.error_shown == S_SYNCMGR_RETRYSYNC);
    CHECK(callback.retry.size() == 1 && IsEqualGUID(callback.retry[0], page(3)));
    CHECK(callback.modeless == 101 && callback.deleted == 1);
    CHECK(handler->PrepareForSync(1, callback.retry.data(), nullptr, 0) == S_OK);
    CHECK(handler->Synchronize(nullptr) == S_OK);
    callback.wait(5);
    CHECK(callback.last_status[3] == SYNCMGRSTATUS_SUCCEEDED);

    callback.answer = S_SYNCMGR_CANCELALL;
    CHECK(handler->PrepareForSync(1, callback.retry.data(), nullptr, 0) == S_OK);
    CHECK(handler->Synchronize(nullptr) == S_OK);
    callback.wait(7);
    CHECK(callback.last_status[3] == SYNCMGRSTATUS_STOPPED);
}

// What a handler's author must not have to think about.
void wrong_arguments(ISyncMgrSynchronize *handler, Callback &callback) {
    CHECK(handler->ShowProperties(nullptr, GUID_NULL) == S_OK && callback.shown == S_OK);
    CHECK(handler->ShowProperties(nullptr, page(99)) == E_UNEXPECTED);
    CHECK(handler->GetHandlerInfo(nullptr) == E_POINTER);
    CHECK(handler->EnumSyncMgrItems(nullptr) == E_POINTER);
    CHECK(handler->PrepareForSync(1, nullptr, nullptr, 0) == E_INVALIDARG);
    CHECK(handler->Initialize(1, SYNCMGRFLAG_MANUAL, 0, nullptr) == E_INVALIDARG);
    CHECK(handler->Initialize(0, SYNCMGRFLAG_INVOKE, 1, nullptr) == E_INVALIDARG);
}

}  // namespace

int main(int argc, char **argv) {
    void *module = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : nullptr;
    if (!module) {
        std::fprintf(stderr, "%s\n", argc == 2 ? dlerror() : "usage: client MODULE");
        return 2;
    }
    auto get = reinterpret_cast<GetClassObject>(dlsym(module, "DllGetClassObject"));
    auto idle = reinterpret_cast<CanUnloadNow>(dlsym(module, "DllCanUnloadNow"));
    CHECK(idle() == S_OK);
    IClassFactory *factory = factory_of(get);
    CHECK(idle() == S_FALSE);
    ISyncMgrSynchronize *handler = handler_of(factory);
    CHECK(factory->LockServer(TRUE) == S_OK);
    CHECK(factory->Release() == 0);

    CHECK(handler->Initialize(0, SYNCMGRFLAG_IDLE, 0, nullptr) == S_FALSE);
    CHECK(handler->Initialize(0, SYNCMGRFLAG_INVOKE, 1, reinterpret_cast<const BYTE *>("x")) == S_OK);
    CHECK(handler->Initialize(0, SYNCMGRFLAG_MANUAL | SYNCMGRFLAG_MAYBOTHERUSER, 0, nullptr) == S_OK);
    read_items(handler);
    Callback callback, other;
    session(handler, callback);
    wrong_arguments(handler, callback);
    CHECK(handler->SetProgressCallback(&other) == S_OK && other.count == 2);
    CHECK(handler->SetProgressCallback(nullptr) == S_OK && other.count == 1);
    CHECK(handler->SetProgressCallback(nullptr) == S_OK && other.count == 1);
    CHECK(handler->SetProgressCallback(&other) == S_OK);
    CHECK(handler->Release() == 0);
    CHECK(other.count == 1);
    CHECK(callback.count == 1);

    CHECK(idle() == S_FALSE);
    factory = factory_of(get);
    CHECK(factory->LockServer(FALSE) == S_OK);
    CHECK(factory->Release() == 0);
    CHECK(idle() == S_OK);
    return failures;
}
