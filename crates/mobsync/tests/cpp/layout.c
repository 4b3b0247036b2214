/* The facts as C sees them. Compiling it is the test; running it checks the ids. */
#define INITGUID
#include <mobsync.h>

#include <stddef.h>

#define WIDTH(on64, on32) (sizeof(void *) == 8 ? (on64) : (on32))

#define CONSTANT(name, value) _Static_assert(name == value, #name);
#if defined(_WIN32)
#define LATER(name, value)
#else
#define LATER(name, value) CONSTANT(name, value)
#endif
#define IDENTIFIER(name, xx)
#define SIZE(type, on64, on32) _Static_assert(sizeof(type) == WIDTH(on64, on32), #type);
#define FIELD(type, member, on64, on32) _Static_assert(offsetof(type, member) == WIDTH(on64, on32), #type "." #member);
#define SLOTS(type, count) _Static_assert(sizeof(type##Vtbl) == (count) * sizeof(void *), #type);
#define SLOT(type, number, method) \
    _Static_assert(offsetof(type##Vtbl, method) == (number) * sizeof(void *), #type "." #method);
#include "facts.def"
#undef CONSTANT
#undef LATER
#undef IDENTIFIER
#undef SIZE
#undef FIELD
#undef SLOTS
#undef SLOT

/* R-ABI-15 */
_Static_assert(SUCCEEDED(S_SYNCMGR_CANCELALL) && !FAILED(S_SYNCMGR_CANCELALL), "a success code");
_Static_assert(FAILED(E_FAIL) && SUCCEEDED(S_FALSE), "failures and successes");
_Static_assert(offsetof(ISyncMgrSynchronize, lpVtbl) == 0, "the table comes first");
/* R-ABI-17 */
_Static_assert(sizeof(((SYNCMGRHANDLERINFO *)0)->wszHandlerName) == 64, "32 units");
_Static_assert(sizeof(((SYNCMGRITEM *)0)->wszItemName) == 256, "128 units");
/* R-ABI-18 */
#if defined(MOBSYNC_H)
static int (WINAPI *const resolve_w)(HWND, RFCDLGPARAMW *) = 0;
static int (WINAPI *const resolve_a)(HWND, RFCDLGPARAMA *) = 0;
_Static_assert(sizeof(1 ? resolve_w : SyncMgrResolveConflictW) == sizeof(void *), "int (HWND, block)");
_Static_assert(sizeof(1 ? resolve_a : SyncMgrResolveConflictA) == sizeof(void *), "int (HWND, block)");
#endif

static int differs(const GUID *id, unsigned xx) {
    static const unsigned char tail[] = {0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27};
    int wrong = id->Data1 != (0x6295DF00u | xx) || id->Data2 != 0x35EE || id->Data3 != 0x11D1;
    for (int i = 0; i < 8; i++)
        wrong |= id->Data4[i] != tail[i];
    return wrong;
}

int main(void) {
    int wrong = 0;
#define CONSTANT(name, value)
#define LATER(name, value)
#define IDENTIFIER(name, xx) wrong += differs(&name, xx);
#define SIZE(type, on64, on32)
#define FIELD(type, member, on64, on32)
#define SLOTS(type, count)
#define SLOT(type, number, method)
#include "facts.def"
    return wrong;
}
