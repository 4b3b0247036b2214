// A program that calls the manager: registers a handler, starts sessions, and asks what to do with a conflict.
//
//   client CLASS COOKIE      CLASS is the class of a handler, {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}
//
// See README.md for how to build it and what to register first.
#define INITGUID
#include <mobsync.h>

#include <cstdio>
#include <stdexcept>
#include <string>

// Exported by libsyncmgr beside SyncMgrResolveConflictW and A, which mobsync.h declares.
STDAPI DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv);

namespace {

// A reference to an object; given back at the end of the scope.
template <typename Interface> class Ref {
    Interface *object = nullptr;

public:
    Ref() = default;
    Ref(const Ref &) = delete;
    Ref &operator=(const Ref &) = delete;
    ~Ref() {
        if (object)
            object->Release();
    }
    Interface *operator->() const { return object; }
    Interface &operator*() const { return *object; }
    // Where a function puts the reference that it hands out.
    void **put() { return reinterpret_cast<void **>(&object); }
};

// Codes that are no success end the program. Success has more than one code: S_FALSE means "no".
HRESULT check(const char *what, HRESULT hr) {
    std::printf("%s: 0x%08x\n", what, static_cast<unsigned>(hr));
    if (FAILED(hr))
        throw std::runtime_error(std::string(what) + " failed");
    return hr;
}

CLSID parse(const char *text) {
    CLSID id = {};
    unsigned first, d[10];
    if (std::sscanf(text, "{%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x}", &first, d, d + 1, d + 2, d + 3, d + 4, d + 5, d + 6,
                    d + 7, d + 8, d + 9) != 11)
        throw std::runtime_error("not a class: " + std::string(text));
    id.Data1 = first;
    id.Data2 = static_cast<uint16_t>(d[0]);
    id.Data3 = static_cast<uint16_t>(d[1]);
    for (int n = 0; n < 8; n++)
        id.Data4[n] = static_cast<uint8_t>(d[n + 2]);
    return id;
}

// A handler tells the manager of which events it wants to hear. Its class has to be known already.
void register_handler(ISyncMgrRegister &manager, REFCLSID handler) {
    DWORD events = SYNCMGRREGISTERFLAG_CONNECT | SYNCMGRREGISTERFLAG_IDLE;
    check("RegisterSyncMgrHandler", manager.RegisterSyncMgrHandler(handler, u"Example", events));
    DWORD known = 0;
    if (check("GetHandlerRegistrationInfo", manager.GetHandlerRegistrationInfo(handler, &known)) == S_OK)
        std::printf("  events: 0x%x\n", static_cast<unsigned>(known));
}

// Both calls return as soon as the session is queued. It runs in a process of the manager and outlives this program.
void start_sessions(ISyncMgrSynchronizeInvoke &manager, REFCLSID handler, const std::string &cookie) {
    const BYTE *bytes = reinterpret_cast<const BYTE *>(cookie.data());
    DWORD flags = SYNCMGRINVOKE_STARTSYNC | SYNCMGRINVOKE_MINIMIZED;
    check("UpdateItems", manager.UpdateItems(flags, handler, static_cast<DWORD>(cookie.size()), bytes));
    check("UpdateAll", manager.UpdateAll());
}

// Called while the question is asked: for pieces that are missing, and when the user wants to see a version.
BOOL CALLBACK assist(HWND, UINT message, WPARAM piece, LPARAM block) {
    auto *conflict = reinterpret_cast<RFCDLGPARAMW *>(block);
    if (message == RFCCM_NEEDELEMENT && piece == RFCD_NEWNAME) {
        conflict->pszNewName = u"report (from the office).odt";
        return TRUE;
    }
    if (message == RFCCM_VIEWLOCAL || message == RFCCM_VIEWNETWORK)
        std::printf("  (a real program shows the %s version here)\n", message == RFCCM_VIEWLOCAL ? "local" : "network");
    return FALSE;
}

void resolve_conflict() {
    RFCDLGPARAMW conflict = {};
    conflict.dwFlags = RFCF_APPLY_ALL;
    conflict.pszFilename = u"report.odt";
    conflict.pszLocation = u"/home/ann/work";
    conflict.pszLocalModifiedBy = u"Ann";
    conflict.pszLocalModifiedOn = u"today, 9:15";
    conflict.pszNetworkModifiedBy = u"Bob";
    conflict.pszNetworkModifiedOn = u"yesterday, 17:40";
    conflict.pfnCallBack = assist;
    int answer = SyncMgrResolveConflictW(nullptr, &conflict);
    const char *const words[] = {"no decision", "keep both", "keep local", "keep network"};
    std::printf("SyncMgrResolveConflict: %s%s\n", words[answer & 0x0F],
                answer & RFC_APPLY_TO_ALL ? ", for all further conflicts" : "");
}

}  // namespace

int main(int count, char **arguments) try {
    if (count != 3)
        throw std::runtime_error("usage: client CLASS COOKIE");
    CLSID handler = parse(arguments[1]);
    Ref<IClassFactory> factory;
    check("DllGetClassObject", DllGetClassObject(CLSID_SyncMgr, IID_IClassFactory, factory.put()));
    Ref<ISyncMgrRegister> registrations;
    check("CreateInstance", factory->CreateInstance(nullptr, IID_ISyncMgrRegister, registrations.put()));
    Ref<ISyncMgrSynchronizeInvoke> sessions;
    check("QueryInterface", registrations->QueryInterface(IID_ISyncMgrSynchronizeInvoke, sessions.put()));

    register_handler(*registrations, handler);
    start_sessions(*sessions, handler, arguments[2]);
    resolve_conflict();
    return 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "client: %s\n", error.what());
    return 1;
}
