/* What a C program does: linked with the library, methods through lpVtbl. */
#define INITGUID
#include <mobsync.h>

#include <stddef.h>

STDAPI DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv);

int main(void) {
    IClassFactory *factory = NULL;
    ISyncMgrSynchronizeInvoke *manager = NULL;
    ISyncMgrRegister *handlers = NULL;
    RFCDLGPARAMA conflict = {0};
    DWORD flags = 9;
    if (DllGetClassObject(&CLSID_SyncMgr, &IID_IClassFactory, (void **)&factory) != S_OK ||
        factory->lpVtbl->CreateInstance(factory, NULL, &IID_ISyncMgrSynchronizeInvoke, (void **)&manager) != S_OK ||
        manager->lpVtbl->QueryInterface(manager, &IID_ISyncMgrRegister, (void **)&handlers) != S_OK)
        return 1;
    if (handlers->lpVtbl->GetHandlerRegistrationInfo(handlers, &CLSID_SyncMgr, &flags) != S_FALSE || flags != 0)
        return 2;
    if (manager->lpVtbl->UpdateAll(manager) != S_OK)
        return 3;
    conflict.pszFilename = "report.odt";
    if (SyncMgrResolveConflictA(NULL, &conflict) != RFC_KEEPBOTH)
        return 4;
    handlers->lpVtbl->Release(handlers);
    factory->lpVtbl->Release(factory);
    return manager->lpVtbl->Release(manager) == 0 ? 0 : 5;
}
