/*
 * mobsync.h: the interfaces between SyncMgr and its handlers, for C11, C++17 and later.
 *
 * Self-contained off Windows: it needs nothing but <stdint.h> and <stddef.h>. On Windows (mingw) the toolchain's own
 * mobsync.h is used instead; names, layout and values are the same.
 *
 *   #define INITGUID               before including it, in one file of a program, makes the ids (IID_…, CLSID_SyncMgr)
 *   #define MOBSYNC_EXTRAS         adds CoTaskMemAlloc, CoTaskMemFree (the C library's allocator, which every module
 *                                  shares off Windows) and IsEqualGUID
 *
 * A string is UTF-16: write u"text". A handler is a shared library that exports
 *   STDAPI DllGetClassObject(REFCLSID rclsid, REFIID riid, void **ppv)   and   STDAPI DllCanUnloadNow(void)
 * In C++, implement the abstract structs; they have no virtual destructor, because it would move every method.
 * A program that calls the manager links with libsyncmgr, which exports the same two for CLSID_SyncMgr, and
 * SyncMgrResolveConflictW and A.
 */
#if defined(_WIN32)
#include_next <mobsync.h>
#elif !defined(MOBSYNC_H)
#define MOBSYNC_H

#include <stddef.h>
#include <stdint.h>

/* ---- Calling convention ---- */

#if defined(__i386__)
#define STDMETHODCALLTYPE __attribute__((stdcall))
#else
#define STDMETHODCALLTYPE
#endif
#define STDAPICALLTYPE STDMETHODCALLTYPE
#define WINAPI STDMETHODCALLTYPE
#define CALLBACK STDMETHODCALLTYPE

#if defined(__cplusplus)
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#define STDAPI EXTERN_C HRESULT STDAPICALLTYPE

/* ---- Basic types ---- */

typedef int32_t HRESULT;
typedef int32_t SCODE;
typedef int32_t LONG;
typedef int32_t INT;
typedef int32_t BOOL;
typedef uint32_t DWORD;
typedef uint32_t ULONG;
typedef uint32_t UINT;
typedef uint8_t BYTE;
typedef char CHAR;
typedef uintptr_t WPARAM;
typedef intptr_t LPARAM;
typedef char *LPSTR;
typedef const char *LPCSTR;
#if defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;

typedef struct HWND__ *HWND;
typedef struct HICON__ *HICON;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME;

#if !defined(TRUE)
#define TRUE 1
#define FALSE 0
#endif

#if !defined(GUID_DEFINED)
#define GUID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
#endif
typedef GUID IID;
typedef GUID CLSID;
#if defined(__cplusplus)
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#endif

/* ---- Results ---- */

#define SUCCEEDED(hr) ((HRESULT)(hr) >= 0)
#define FAILED(hr) ((HRESULT)(hr) < 0)

#define S_OK ((HRESULT)0)
#define S_FALSE ((HRESULT)1)
#define E_NOTIMPL ((HRESULT)0x80004001U)
#define E_NOINTERFACE ((HRESULT)0x80004002U)
#define E_POINTER ((HRESULT)0x80004003U)
#define E_FAIL ((HRESULT)0x80004005U)
#define E_UNEXPECTED ((HRESULT)0x8000FFFFU)
#define E_ACCESSDENIED ((HRESULT)0x80070005U)
#define E_OUTOFMEMORY ((HRESULT)0x8007000EU)
#define E_INVALIDARG ((HRESULT)0x80070057U)
#define CLASS_E_NOAGGREGATION ((HRESULT)0x80040110U)
#define CLASS_E_CLASSNOTAVAILABLE ((HRESULT)0x80040111U)
#define REGDB_E_CLASSNOTREG ((HRESULT)0x80040154U)

/* Successes that mean more than success: compare with S_OK where the contract says "exactly S_OK". */
#define S_SYNCMGR_MISSINGITEMS ((HRESULT)0x00040201)
#define S_SYNCMGR_RETRYSYNC ((HRESULT)0x00040202)
#define S_SYNCMGR_CANCELITEM ((HRESULT)0x00040203)
#define S_SYNCMGR_CANCELALL ((HRESULT)0x00040204)
#define S_SYNCMGR_ITEMDELETED ((HRESULT)0x00040210)
#define S_SYNCMGR_ENUMITEMS ((HRESULT)0x00040211)

/* ---- Ids ---- */

#if defined(__cplusplus)
#define MOBSYNC_ID_DECLARATION extern "C" const GUID
#else
#define MOBSYNC_ID_DECLARATION extern const GUID
#endif
#if defined(INITGUID)
/* Weak: several files of one program may define them. */
#define MOBSYNC_ID(name, a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)   \
    MOBSYNC_ID_DECLARATION name __attribute__((weak));              \
    const GUID name = {a, b, c, {d0, d1, d2, d3, d4, d5, d6, d7}}
#else
#define MOBSYNC_ID(name, a, b, c, d0, d1, d2, d3, d4, d5, d6, d7) MOBSYNC_ID_DECLARATION name
#endif
#if !defined(DEFINE_GUID)
#define DEFINE_GUID MOBSYNC_ID
#endif
#define MOBSYNC_FAMILY_ID(name, xx) \
    MOBSYNC_ID(name, 0x6295DF00 | xx, 0x35EE, 0x11D1, 0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27)

MOBSYNC_FAMILY_ID(CLSID_SyncMgr, 0x27);
MOBSYNC_FAMILY_ID(IID_ISyncMgrEnumItems, 0x2A);
MOBSYNC_FAMILY_ID(IID_ISyncMgrSynchronizeInvoke, 0x2C);
MOBSYNC_FAMILY_ID(IID_ISyncMgrSynchronize, 0x40);
MOBSYNC_FAMILY_ID(IID_ISyncMgrSynchronizeCallback, 0x41);
MOBSYNC_FAMILY_ID(IID_ISyncMgrRegister, 0x42);
MOBSYNC_ID(IID_IUnknown, 0x00000000, 0x0000, 0x0000, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46);
MOBSYNC_ID(IID_IClassFactory, 0x00000001, 0x0000, 0x0000, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46);
MOBSYNC_ID(GUID_NULL, 0x00000000, 0x0000, 0x0000, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00);

typedef GUID SYNCMGRITEMID;
typedef GUID SYNCMGRERRORID;
#define REFSYNCMGRITEMID REFGUID
#define REFSYNCMGRERRORID REFGUID

/* ---- Constants ---- */

/* Why a session began. Up to EVENTMASK they are codes, not bits. */
typedef enum _tagSYNCMGRFLAG {
    SYNCMGRFLAG_CONNECT = 0x1,
    SYNCMGRFLAG_PENDINGDISCONNECT = 0x2,
    SYNCMGRFLAG_MANUAL = 0x3,
    SYNCMGRFLAG_IDLE = 0x4,
    SYNCMGRFLAG_INVOKE = 0x5,
    SYNCMGRFLAG_SCHEDULED = 0x6,
    SYNCMGRFLAG_EVENTMASK = 0xFF,
    SYNCMGRFLAG_SETTINGS = 0x100,
    SYNCMGRFLAG_MAYBOTHERUSER = 0x200
} SYNCMGRFLAG;

typedef enum _tagSYNCMGRHANDLERFLAGS {
    SYNCMGRHANDLER_HASPROPERTIES = 0x1,
    SYNCMGRHANDLER_MAYESTABLISHCONNECTION = 0x2,
    SYNCMGRHANDLER_ALWAYSLISTHANDLER = 0x4,
    SYNCMGRHANDLER_HIDDEN = 0x8
} SYNCMGRHANDLERFLAGS;
#define SYNCMGRHANDLERFLAG_MASK 0x0F

typedef enum _tagSYNCMGRITEMFLAGS {
    SYNCMGRITEM_HASPROPERTIES = 0x1,
    SYNCMGRITEM_TEMPORARY = 0x2,
    SYNCMGRITEM_ROAMINGUSER = 0x4,
    SYNCMGRITEM_LASTUPDATETIME = 0x8,
    SYNCMGRITEM_MAYDELETEITEM = 0x10,
    SYNCMGRITEM_HIDDEN = 0x20
} SYNCMGRITEMFLAGS;
#define SYNCMGRITEM_ITEMFLAGMASK 0x7F

typedef enum _tagSYNCMGRITEMSTATE {
    SYNCMGRITEMSTATE_UNCHECKED = 0x0,
    SYNCMGRITEMSTATE_CHECKED = 0x1
} SYNCMGRITEMSTATE;

/* How an item is doing. The manager sends SKIPPED only, by SetItemStatus. */
typedef enum _tagSYNCMGRSTATUS {
    SYNCMGRSTATUS_STOPPED = 0x0,
    SYNCMGRSTATUS_SKIPPED = 0x1,
    SYNCMGRSTATUS_PENDING = 0x2,
    SYNCMGRSTATUS_UPDATING = 0x3,
    SYNCMGRSTATUS_SUCCEEDED = 0x4,
    SYNCMGRSTATUS_FAILED = 0x5,
    SYNCMGRSTATUS_PAUSED = 0x6,
    SYNCMGRSTATUS_RESUMING = 0x7,
    SYNCMGRSTATUS_UPDATING_INDETERMINATE = 0x8,
    SYNCMGRSTATUS_DELETED = 0x100
} SYNCMGRSTATUS;

/* Which members of SYNCMGRPROGRESSITEM are valid. */
#define SYNCMGRPROGRESSITEM_STATUSTEXT 0x1
#define SYNCMGRPROGRESSITEM_STATUSTYPE 0x2
#define SYNCMGRPROGRESSITEM_PROGVALUE 0x4
#define SYNCMGRPROGRESSITEM_MAXVALUE 0x8

typedef enum _tagSYNCMGRLOGLEVEL {
    SYNCMGRLOGLEVEL_INFORMATION = 0x1,
    SYNCMGRLOGLEVEL_WARNING = 0x2,
    SYNCMGRLOGLEVEL_ERROR = 0x3,
    SYNCMGRLOGLEVEL_LOGLEVELMAX = 0x3
} SYNCMGRLOGLEVEL;

/* Which members of SYNCMGRLOGERRORINFO are valid. */
#define SYNCMGRLOGERROR_ERRORFLAGS 0x1
#define SYNCMGRLOGERROR_ERRORID 0x2
#define SYNCMGRLOGERROR_ITEMID 0x4

/* A double-click on the message leads to ShowError. */
typedef enum _tagSYNCMGRERRORFLAGS {
    SYNCMGRERRORFLAG_ENABLEJUMPTEXT = 0x1
} SYNCMGRERRORFLAGS;

typedef enum _tagSYNCMGRINVOKEFLAGS {
    SYNCMGRINVOKE_STARTSYNC = 0x2,
    SYNCMGRINVOKE_MINIMIZED = 0x4
} SYNCMGRINVOKEFLAGS;

typedef enum _tagSYNCMGRREGISTERFLAGS {
    SYNCMGRREGISTERFLAG_CONNECT = 0x1,
    SYNCMGRREGISTERFLAG_PENDINGDISCONNECT = 0x2,
    SYNCMGRREGISTERFLAG_IDLE = 0x4
} SYNCMGRREGISTERFLAGS;
#define SYNCMGRREGISTERFLAGS_MASK 0x07

/* In UTF-16 units, the terminator included. */
#define MAX_SYNCMGRHANDLERNAME 32
#define MAX_SYNCMGRITEMNAME 128

/* The conflict dialog: its flag, the pieces it shows, what it asks its caller, and what it answers. */
#define RFCF_APPLY_ALL 0x0001
#define RFCD_NAME 0x0001
#define RFCD_KEEPBOTHICON 0x0002
#define RFCD_KEEPLOCALICON 0x0004
#define RFCD_KEEPSERVERICON 0x0008
#define RFCD_NETWORKMODIFIEDBY 0x0010
#define RFCD_NETWORKMODIFIEDON 0x0020
#define RFCD_LOCALMODIFIEDBY 0x0040
#define RFCD_LOCALMODIFIEDON 0x0080
#define RFCD_NEWNAME 0x0100
#define RFCD_LOCATION 0x0200
#define RFCD_ALL 0x03FF
#define RFCCM_VIEWLOCAL 0x0001
#define RFCCM_VIEWNETWORK 0x0002
#define RFCCM_NEEDELEMENT 0x0003
#define RFC_CANCEL 0x00
#define RFC_KEEPBOTH 0x01
#define RFC_KEEPLOCAL 0x02
#define RFC_KEEPNETWORK 0x03
#define RFC_APPLY_TO_ALL 0x10

/* ---- Structures: cbSize is the size of the structure in bytes ---- */

typedef struct _tagSYNCMGRHANDLERINFO {
    DWORD cbSize;
    HICON hIcon;
    DWORD SyncMgrHandlerFlags;
    WCHAR wszHandlerName[MAX_SYNCMGRHANDLERNAME];
} SYNCMGRHANDLERINFO, *LPSYNCMGRHANDLERINFO;

typedef struct _tagSYNCMGRITEM {
    DWORD cbSize;
    DWORD dwFlags;
    SYNCMGRITEMID ItemID;
    DWORD dwItemState;
    HICON hIcon;
    WCHAR wszItemName[MAX_SYNCMGRITEMNAME];
    FILETIME ftLastUpdate;
} SYNCMGRITEM, *LPSYNCMGRITEM;

typedef struct _tagSYNCMGRPROGRESSITEM {
    DWORD cbSize;
    UINT mask;
    LPCWSTR lpcStatusText;
    DWORD dwStatusType;
    INT iProgValue;
    INT iMaxValue;
} SYNCMGRPROGRESSITEM, *LPSYNCMGRPROGRESSITEM;

typedef struct _tagSYNCMGRLOGERRORINFO {
    DWORD cbSize;
    DWORD mask;
    DWORD dwSyncMgrErrorFlags;
    SYNCMGRERRORID ErrorID;
    SYNCMGRITEMID ItemID;
} SYNCMGRLOGERRORINFO, *LPSYNCMGRLOGERRORINFO;

typedef BOOL(WINAPI *PFNRFCDCALLBACK)(HWND hWnd, UINT uMsg, WPARAM wParam, LPARAM lParam);

typedef struct tagRFCDLGPARAMW {
    DWORD dwFlags;
    LPCWSTR pszFilename;
    LPCWSTR pszLocation;
    LPCWSTR pszNewName;
    LPCWSTR pszNetworkModifiedBy;
    LPCWSTR pszLocalModifiedBy;
    LPCWSTR pszNetworkModifiedOn;
    LPCWSTR pszLocalModifiedOn;
    HICON hIKeepBoth;
    HICON hIKeepLocal;
    HICON hIKeepNetwork;
    PFNRFCDCALLBACK pfnCallBack;
    LPARAM lCallerData;
} RFCDLGPARAMW;

typedef struct tagRFCDLGPARAMA {
    DWORD dwFlags;
    LPCSTR pszFilename;
    LPCSTR pszLocation;
    LPCSTR pszNewName;
    LPCSTR pszNetworkModifiedBy;
    LPCSTR pszLocalModifiedBy;
    LPCSTR pszNetworkModifiedOn;
    LPCSTR pszLocalModifiedOn;
    HICON hIKeepBoth;
    HICON hIKeepLocal;
    HICON hIKeepNetwork;
    PFNRFCDCALLBACK pfnCallBack;
    LPARAM lCallerData;
} RFCDLGPARAMA;

EXTERN_C int WINAPI SyncMgrResolveConflictW(HWND hWndParent, RFCDLGPARAMW *pdlgParam);
EXTERN_C int WINAPI SyncMgrResolveConflictA(HWND hWndParent, RFCDLGPARAMA *pdlgParam);

#if defined(UNICODE)
#define SyncMgrResolveConflict SyncMgrResolveConflictW
#define RFCDLGPARAM RFCDLGPARAMW
#else
#define SyncMgrResolveConflict SyncMgrResolveConflictA
#define RFCDLGPARAM RFCDLGPARAMA
#endif

/* ---- Interfaces ---- */

#if defined(__cplusplus)
#define MOBSYNC_FORWARD(name) struct name
#else
#define MOBSYNC_FORWARD(name) typedef struct name name
#endif

MOBSYNC_FORWARD(IUnknown);
MOBSYNC_FORWARD(IClassFactory);
MOBSYNC_FORWARD(ISyncMgrSynchronizeCallback);
MOBSYNC_FORWARD(ISyncMgrEnumItems);
MOBSYNC_FORWARD(ISyncMgrSynchronize);
MOBSYNC_FORWARD(ISyncMgrSynchronizeInvoke);
MOBSYNC_FORWARD(ISyncMgrRegister);

typedef IUnknown *LPUNKNOWN;
typedef IClassFactory *LPCLASSFACTORY;
typedef ISyncMgrSynchronizeCallback *LPSYNCMGRSYNCHRONIZECALLBACK;
typedef ISyncMgrEnumItems *LPSYNCMGRENUMITEMS;
typedef ISyncMgrSynchronize *LPSYNCMGRSYNCHRONIZE, *LPSYNCMGROnSynchronize;
typedef ISyncMgrSynchronizeInvoke *LPSYNCMGRSYNCHRONIZEINVOKE;
typedef ISyncMgrRegister *LPSYNCMGRREGISTER;

#if defined(__cplusplus)

/* Without a virtual destructor on purpose: it would take two slots. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

/* Every object. */
struct IUnknown {
    virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **ppvObject) = 0;
    virtual ULONG STDMETHODCALLTYPE AddRef() = 0;
    virtual ULONG STDMETHODCALLTYPE Release() = 0;
};

/* Makes objects of one class; handed out by DllGetClassObject. */
struct IClassFactory : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown *pUnkOuter, REFIID riid, void **ppvObject) = 0;
    virtual HRESULT STDMETHODCALLTYPE LockServer(BOOL fLock) = 0;
};

/* Implemented by the manager; a handler may call it from any thread. */
struct ISyncMgrSynchronizeCallback : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE ShowPropertiesCompleted(HRESULT hr) = 0;
    virtual HRESULT STDMETHODCALLTYPE PrepareForSyncCompleted(HRESULT hr) = 0;
    virtual HRESULT STDMETHODCALLTYPE SynchronizeCompleted(HRESULT hr) = 0;
    virtual HRESULT STDMETHODCALLTYPE ShowErrorCompleted(HRESULT hr, ULONG cItems, const SYNCMGRITEMID *pItemIDs) = 0;
    virtual HRESULT STDMETHODCALLTYPE EnableModeless(BOOL fEnable) = 0;
    virtual HRESULT STDMETHODCALLTYPE Progress(REFSYNCMGRITEMID ItemID,
                                               const SYNCMGRPROGRESSITEM *pSyncProgressItem) = 0;
    virtual HRESULT STDMETHODCALLTYPE LogError(DWORD dwErrorLevel, LPCWSTR pszErrorText,
                                               const SYNCMGRLOGERRORINFO *pSyncLogError) = 0;
    virtual HRESULT STDMETHODCALLTYPE DeleteLogError(REFSYNCMGRERRORID ErrorID, DWORD dwReserved) = 0;
    virtual HRESULT STDMETHODCALLTYPE EstablishConnection(LPCWSTR pwszConnection, DWORD dwReserved) = 0;
};

/* Implemented by the handler: its items. */
struct ISyncMgrEnumItems : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Next(ULONG celt, SYNCMGRITEM *rgelt, ULONG *pceltFetched) = 0;
    virtual HRESULT STDMETHODCALLTYPE Skip(ULONG celt) = 0;
    virtual HRESULT STDMETHODCALLTYPE Reset() = 0;
    virtual HRESULT STDMETHODCALLTYPE Clone(ISyncMgrEnumItems **ppenum) = 0;
};

/* Implemented by the handler. cbNumItems is a number of ids, not of bytes. */
struct ISyncMgrSynchronize : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Initialize(DWORD dwReserved, DWORD dwSyncMgrFlags, DWORD cbCookie,
                                                 const BYTE *lpCookie) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetHandlerInfo(SYNCMGRHANDLERINFO **ppSyncMgrHandlerInfo) = 0;
    virtual HRESULT STDMETHODCALLTYPE EnumSyncMgrItems(ISyncMgrEnumItems **ppSyncMgrEnumItems) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetItemObject(REFSYNCMGRITEMID ItemID, REFIID riid, void **ppv) = 0;
    virtual HRESULT STDMETHODCALLTYPE ShowProperties(HWND hWndParent, REFSYNCMGRITEMID ItemID) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetProgressCallback(ISyncMgrSynchronizeCallback *lpCallBack) = 0;
    virtual HRESULT STDMETHODCALLTYPE PrepareForSync(ULONG cbNumItems, SYNCMGRITEMID *pItemIDs, HWND hWndParent,
                                                     DWORD dwReserved) = 0;
    virtual HRESULT STDMETHODCALLTYPE Synchronize(HWND hWndParent) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetItemStatus(REFSYNCMGRITEMID pItemID, DWORD dwSyncMgrStatus) = 0;
    virtual HRESULT STDMETHODCALLTYPE ShowError(HWND hWndParent, REFSYNCMGRERRORID ErrorID) = 0;
};

/* Implemented by the manager: programs that start a session. */
struct ISyncMgrSynchronizeInvoke : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE UpdateItems(DWORD dwInvokeFlags, REFCLSID clsid, DWORD cbCookie,
                                                  const BYTE *pCookie) = 0;
    virtual HRESULT STDMETHODCALLTYPE UpdateAll() = 0;
};

/* Implemented by the manager: handlers that come and go. */
struct ISyncMgrRegister : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE RegisterSyncMgrHandler(REFCLSID clsidHandler, LPCWSTR pwszDescription,
                                                             DWORD dwSyncMgrRegisterFlags) = 0;
    virtual HRESULT STDMETHODCALLTYPE UnregisterSyncMgrHandler(REFCLSID clsidHandler, DWORD dwReserved) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetHandlerRegistrationInfo(REFCLSID clsidHandler,
                                                                 DWORD *pdwSyncMgrRegisterFlags) = 0;
};

#pragma GCC diagnostic pop

#else

/* Every object. */
typedef struct IUnknownVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IUnknown *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(IUnknown *This);
    ULONG(STDMETHODCALLTYPE *Release)(IUnknown *This);
} IUnknownVtbl;
struct IUnknown {
    const IUnknownVtbl *lpVtbl;
};

/* Makes objects of one class; handed out by DllGetClassObject. */
typedef struct IClassFactoryVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(IClassFactory *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(IClassFactory *This);
    ULONG(STDMETHODCALLTYPE *Release)(IClassFactory *This);
    HRESULT(STDMETHODCALLTYPE *CreateInstance)(IClassFactory *This, IUnknown *pUnkOuter, REFIID riid,
                                               void **ppvObject);
    HRESULT(STDMETHODCALLTYPE *LockServer)(IClassFactory *This, BOOL fLock);
} IClassFactoryVtbl;
struct IClassFactory {
    const IClassFactoryVtbl *lpVtbl;
};

/* Implemented by the manager; a handler may call it from any thread. */
typedef struct ISyncMgrSynchronizeCallbackVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ISyncMgrSynchronizeCallback *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(ISyncMgrSynchronizeCallback *This);
    ULONG(STDMETHODCALLTYPE *Release)(ISyncMgrSynchronizeCallback *This);
    HRESULT(STDMETHODCALLTYPE *ShowPropertiesCompleted)(ISyncMgrSynchronizeCallback *This, HRESULT hr);
    HRESULT(STDMETHODCALLTYPE *PrepareForSyncCompleted)(ISyncMgrSynchronizeCallback *This, HRESULT hr);
    HRESULT(STDMETHODCALLTYPE *SynchronizeCompleted)(ISyncMgrSynchronizeCallback *This, HRESULT hr);
    HRESULT(STDMETHODCALLTYPE *ShowErrorCompleted)(ISyncMgrSynchronizeCallback *This, HRESULT hr, ULONG cItems,
                                                   const SYNCMGRITEMID *pItemIDs);
    HRESULT(STDMETHODCALLTYPE *EnableModeless)(ISyncMgrSynchronizeCallback *This, BOOL fEnable);
    HRESULT(STDMETHODCALLTYPE *Progress)(ISyncMgrSynchronizeCallback *This, REFSYNCMGRITEMID ItemID,
                                         const SYNCMGRPROGRESSITEM *pSyncProgressItem);
    HRESULT(STDMETHODCALLTYPE *LogError)(ISyncMgrSynchronizeCallback *This, DWORD dwErrorLevel, LPCWSTR pszErrorText,
                                         const SYNCMGRLOGERRORINFO *pSyncLogError);
    HRESULT(STDMETHODCALLTYPE *DeleteLogError)(ISyncMgrSynchronizeCallback *This, REFSYNCMGRERRORID ErrorID,
                                               DWORD dwReserved);
    HRESULT(STDMETHODCALLTYPE *EstablishConnection)(ISyncMgrSynchronizeCallback *This, LPCWSTR pwszConnection,
                                                    DWORD dwReserved);
} ISyncMgrSynchronizeCallbackVtbl;
struct ISyncMgrSynchronizeCallback {
    const ISyncMgrSynchronizeCallbackVtbl *lpVtbl;
};

/* Implemented by the handler: its items. */
typedef struct ISyncMgrEnumItemsVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ISyncMgrEnumItems *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(ISyncMgrEnumItems *This);
    ULONG(STDMETHODCALLTYPE *Release)(ISyncMgrEnumItems *This);
    HRESULT(STDMETHODCALLTYPE *Next)(ISyncMgrEnumItems *This, ULONG celt, SYNCMGRITEM *rgelt, ULONG *pceltFetched);
    HRESULT(STDMETHODCALLTYPE *Skip)(ISyncMgrEnumItems *This, ULONG celt);
    HRESULT(STDMETHODCALLTYPE *Reset)(ISyncMgrEnumItems *This);
    HRESULT(STDMETHODCALLTYPE *Clone)(ISyncMgrEnumItems *This, ISyncMgrEnumItems **ppenum);
} ISyncMgrEnumItemsVtbl;
struct ISyncMgrEnumItems {
    const ISyncMgrEnumItemsVtbl *lpVtbl;
};

/* Implemented by the handler. cbNumItems is a number of ids, not of bytes. */
typedef struct ISyncMgrSynchronizeVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ISyncMgrSynchronize *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(ISyncMgrSynchronize *This);
    ULONG(STDMETHODCALLTYPE *Release)(ISyncMgrSynchronize *This);
    HRESULT(STDMETHODCALLTYPE *Initialize)(ISyncMgrSynchronize *This, DWORD dwReserved, DWORD dwSyncMgrFlags,
                                           DWORD cbCookie, const BYTE *lpCookie);
    HRESULT(STDMETHODCALLTYPE *GetHandlerInfo)(ISyncMgrSynchronize *This, SYNCMGRHANDLERINFO **ppSyncMgrHandlerInfo);
    HRESULT(STDMETHODCALLTYPE *EnumSyncMgrItems)(ISyncMgrSynchronize *This, ISyncMgrEnumItems **ppSyncMgrEnumItems);
    HRESULT(STDMETHODCALLTYPE *GetItemObject)(ISyncMgrSynchronize *This, REFSYNCMGRITEMID ItemID, REFIID riid,
                                              void **ppv);
    HRESULT(STDMETHODCALLTYPE *ShowProperties)(ISyncMgrSynchronize *This, HWND hWndParent, REFSYNCMGRITEMID ItemID);
    HRESULT(STDMETHODCALLTYPE *SetProgressCallback)(ISyncMgrSynchronize *This,
                                                    ISyncMgrSynchronizeCallback *lpCallBack);
    HRESULT(STDMETHODCALLTYPE *PrepareForSync)(ISyncMgrSynchronize *This, ULONG cbNumItems, SYNCMGRITEMID *pItemIDs,
                                               HWND hWndParent, DWORD dwReserved);
    HRESULT(STDMETHODCALLTYPE *Synchronize)(ISyncMgrSynchronize *This, HWND hWndParent);
    HRESULT(STDMETHODCALLTYPE *SetItemStatus)(ISyncMgrSynchronize *This, REFSYNCMGRITEMID pItemID,
                                              DWORD dwSyncMgrStatus);
    HRESULT(STDMETHODCALLTYPE *ShowError)(ISyncMgrSynchronize *This, HWND hWndParent, REFSYNCMGRERRORID ErrorID);
} ISyncMgrSynchronizeVtbl;
struct ISyncMgrSynchronize {
    const ISyncMgrSynchronizeVtbl *lpVtbl;
};

/* Implemented by the manager: programs that start a session. */
typedef struct ISyncMgrSynchronizeInvokeVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ISyncMgrSynchronizeInvoke *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(ISyncMgrSynchronizeInvoke *This);
    ULONG(STDMETHODCALLTYPE *Release)(ISyncMgrSynchronizeInvoke *This);
    HRESULT(STDMETHODCALLTYPE *UpdateItems)(ISyncMgrSynchronizeInvoke *This, DWORD dwInvokeFlags, REFCLSID clsid,
                                            DWORD cbCookie, const BYTE *pCookie);
    HRESULT(STDMETHODCALLTYPE *UpdateAll)(ISyncMgrSynchronizeInvoke *This);
} ISyncMgrSynchronizeInvokeVtbl;
struct ISyncMgrSynchronizeInvoke {
    const ISyncMgrSynchronizeInvokeVtbl *lpVtbl;
};

/* Implemented by the manager: handlers that come and go. */
typedef struct ISyncMgrRegisterVtbl {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(ISyncMgrRegister *This, REFIID riid, void **ppvObject);
    ULONG(STDMETHODCALLTYPE *AddRef)(ISyncMgrRegister *This);
    ULONG(STDMETHODCALLTYPE *Release)(ISyncMgrRegister *This);
    HRESULT(STDMETHODCALLTYPE *RegisterSyncMgrHandler)(ISyncMgrRegister *This, REFCLSID clsidHandler,
                                                       LPCWSTR pwszDescription, DWORD dwSyncMgrRegisterFlags);
    HRESULT(STDMETHODCALLTYPE *UnregisterSyncMgrHandler)(ISyncMgrRegister *This, REFCLSID clsidHandler,
                                                         DWORD dwReserved);
    HRESULT(STDMETHODCALLTYPE *GetHandlerRegistrationInfo)(ISyncMgrRegister *This, REFCLSID clsidHandler,
                                                           DWORD *pdwSyncMgrRegisterFlags);
} ISyncMgrRegisterVtbl;
struct ISyncMgrRegister {
    const ISyncMgrRegisterVtbl *lpVtbl;
};

#endif

/* ---- Conveniences, on demand ---- */

#if defined(MOBSYNC_EXTRAS)
#include <stdlib.h>
#include <string.h>

/* Memory that one side allocates and the other frees. */
static inline void *CoTaskMemAlloc(size_t cb) {
    return malloc(cb ? cb : 1);
}

static inline void CoTaskMemFree(void *pv) {
    free(pv);
}

#if defined(__cplusplus)
static inline bool IsEqualGUID(REFGUID a, REFGUID b) {
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
#else
static inline int IsEqualGUID(REFGUID a, REFGUID b) {
    return memcmp(a, b, sizeof(GUID)) == 0;
}
#endif
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)
#endif

#endif
