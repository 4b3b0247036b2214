// The manager's object as COM demands it: identity, counts, refusals, NULL pointers, several threads. The only argument is
// the library. Run with a program that answers; under valgrind, too.
#include "script.hpp"

#include <atomic>
#include <dlfcn.h>
#include <thread>

namespace {

std::atomic<int> failures{0};
#define CHECK(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                               \
            ++failures;                                                                                                \
        }                                                                                                              \
    } while (0)

// By this id windows-core asks its own objects for two pointers instead of one.
const GUID DYNAMIC_CAST = {0xAE49D5CB, 0x143F, 0x431C, {0x87, 0x4C, 0x27, 0x29, 0x33, 0x6E, 0x4E, 0xCA}};
const GUID MAIL = {0x7E0F2B9C, 0x52B7, 0x4B9E, {0x9F, 0x5A, 0x6B, 0x1D, 0x3C, 0x0A, 0x8E, 0x11}};

using GetClassObject = HRESULT(STDAPICALLTYPE *)(const CLSID *, const IID *, void **);
using CanUnloadNow = HRESULT(STDAPICALLTYPE *)();

IClassFactory *factory_of(GetClassObject get) {
    void *out = &failures;
    CHECK(get(&MAIL, &IID_IClassFactory, &out) == CLASS_E_CLASSNOTAVAILABLE && !out);
    out = &failures;
    CHECK(get(&CLSID_SyncMgr, &IID_ISyncMgrRegister, &out) == E_NOINTERFACE && !out);
    out = &failures;
    CHECK(get(nullptr, &IID_IClassFactory, &out) == E_INVALIDARG && !out);
    CHECK(get(&CLSID_SyncMgr, nullptr, &out) == E_INVALIDARG && !out);
    CHECK(get(&CLSID_SyncMgr, &IID_IClassFactory, nullptr) == E_POINTER);
    CHECK(get(&CLSID_SyncMgr, &IID_IClassFactory, &out) == S_OK && out);
    return static_cast<IClassFactory *>(out);
}

void creation(IClassFactory *factory) {
    void *slot[2] = {&failures, &failures};
    CHECK(factory->CreateInstance(factory, IID_IUnknown, slot) == CLASS_E_NOAGGREGATION && !slot[0]);
    for (const IID &iid : {IID_ISyncMgrSynchronize, IID_ISyncMgrEnumItems, IID_IClassFactory, DYNAMIC_CAST}) {
        slot[0] = &failures;
        CHECK(factory->CreateInstance(nullptr, iid, slot) == E_NOINTERFACE && !slot[0]);
    }
    CHECK(factory->CreateInstance(nullptr, IID_IUnknown, nullptr) == E_POINTER);
    CHECK(slot[1] == &failures);
}

template <typename I> I *query(IUnknown *object, REFIID iid) {
    void *out = nullptr;
    CHECK(object->QueryInterface(iid, &out) == S_OK && out);
    return static_cast<I *>(out);
}

// Each interface leads to each other one, and all of them to one IUnknown.
void identity(IClassFactory *factory) {
    for (const IID &first : {IID_IUnknown, IID_ISyncMgrRegister, IID_ISyncMgrSynchronizeInvoke}) {
        void *out = nullptr;
        CHECK(factory->CreateInstance(nullptr, first, &out) == S_OK && out);
        auto *object = static_cast<IUnknown *>(out);
        auto *unknown = query<IUnknown>(object, IID_IUnknown);
        auto *enrol = query<ISyncMgrRegister>(object, IID_ISyncMgrRegister);
        auto *invoke = query<ISyncMgrSynchronizeInvoke>(enrol, IID_ISyncMgrSynchronizeInvoke);
        auto *again = query<IUnknown>(invoke, IID_IUnknown);
        auto *third = query<IUnknown>(enrol, IID_IUnknown);
        CHECK(unknown == again && unknown == third);
        CHECK(static_cast<void *>(enrol) != static_cast<void *>(invoke));
        void *slot[2] = {&failures, &failures};
        CHECK(enrol->QueryInterface(DYNAMIC_CAST, slot) == E_NOINTERFACE && !slot[0] && slot[1] == &failures);
        CHECK(enrol->QueryInterface(IID_ISyncMgrSynchronize, slot) == E_NOINTERFACE && !slot[0]);
        CHECK(invoke->QueryInterface(IID_IUnknown, nullptr) == E_POINTER);
        CHECK(enrol->AddRef() == 7 && invoke->Release() == 6);
        CHECK(third->Release() == 5 && again->Release() == 4 && invoke->Release() == 3 && enrol->Release() == 2);
        CHECK(unknown->Release() == 1 && object->Release() == 0);
    }
}

void arguments(IClassFactory *factory) {
    void *out = nullptr;
    CHECK(factory->CreateInstance(nullptr, IID_ISyncMgrRegister, &out) == S_OK);
    auto *enrol = static_cast<ISyncMgrRegister *>(out);
    auto *invoke = query<ISyncMgrSynchronizeInvoke>(enrol, IID_ISyncMgrSynchronizeInvoke);
    // A REFCLSID is a pointer in the binary interface; C++ has no NULL references, so the compiler must not see this one.
    const GUID *volatile null = nullptr;
    DWORD flags = 7;
    const BYTE cookie[] = {1, 0};
    CHECK(enrol->RegisterSyncMgrHandler(*null, u"Mail", 1) == E_INVALIDARG);
    CHECK(enrol->UnregisterSyncMgrHandler(*null, 0) == E_INVALIDARG);
    CHECK(enrol->GetHandlerRegistrationInfo(*null, &flags) == E_INVALIDARG && flags == 7);
    CHECK(enrol->GetHandlerRegistrationInfo(MAIL, nullptr) == E_INVALIDARG);
    CHECK(invoke->UpdateItems(SYNCMGRINVOKE_STARTSYNC, *null, sizeof cookie, cookie) == E_INVALIDARG);
    CHECK(invoke->UpdateItems(SYNCMGRINVOKE_STARTSYNC, MAIL, 2, nullptr) == E_INVALIDARG);
    CHECK(invoke->UpdateItems(SYNCMGRINVOKE_STARTSYNC, MAIL, 2, cookie) == E_INVALIDARG);
    invoke->Release();
    enrol->Release();
}

GUID numbered(int n) {
    GUID id = MAIL;
    id.Data1 += static_cast<uint32_t>(n);
    return id;
}

// One object, many threads; each has handlers of its own, so each knows what it has to find.
void threads(IClassFactory *factory) {
    void *out = nullptr;
    CHECK(factory->CreateInstance(nullptr, IID_ISyncMgrRegister, &out) == S_OK);
    auto *shared = static_cast<ISyncMgrRegister *>(out);
    std::vector<std::thread> all;
    for (int n = 0; n < 4; n++)
        all.emplace_back([shared, n] {
            auto *enrol = query<ISyncMgrRegister>(shared, IID_ISyncMgrRegister);
            for (DWORD turn = 0; turn < 3; turn++) {
                DWORD flags = 99, expected = (static_cast<DWORD>(n) + turn) & 7;
                CHECK(enrol->RegisterSyncMgrHandler(numbered(n), u"Mail \u20AC", expected) == S_OK);
                CHECK(enrol->GetHandlerRegistrationInfo(numbered(n), &flags) == S_OK && flags == expected);
            }
            CHECK(enrol->UnregisterSyncMgrHandler(numbered(n), 0) == S_OK);
            enrol->Release();
        });
    for (std::thread &one : all)
        one.join();
    CHECK(shared->Release() == 0);
}

}  // namespace

int main(int, char **words) {
    void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        std::fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    auto get = reinterpret_cast<GetClassObject>(dlsym(library, "DllGetClassObject"));
    auto idle = reinterpret_cast<CanUnloadNow>(dlsym(library, "DllCanUnloadNow"));
    CHECK(idle() == S_OK);
    IClassFactory *factory = factory_of(get);
    CHECK(idle() == S_FALSE);
    creation(factory);
    identity(factory);
    arguments(factory);
    threads(factory);
    CHECK(factory->LockServer(TRUE) == S_OK);
    CHECK(factory->Release() == 0 && idle() == S_FALSE);
    void *last = nullptr;
    CHECK(get(&CLSID_SyncMgr, &IID_IClassFactory, &last) == S_OK);
    CHECK(static_cast<IClassFactory *>(last)->LockServer(FALSE) == S_OK);
    CHECK(static_cast<IClassFactory *>(last)->Release() == 0 && idle() == S_OK);
    // What says that it may be unloaded, may be.
    CHECK(dlclose(library) == 0);
    library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
    CHECK(library && reinterpret_cast<CanUnloadNow>(dlsym(library, "DllCanUnloadNow"))() == S_OK);
    return failures ? 1 : 0;
}
