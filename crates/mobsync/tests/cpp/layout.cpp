// The facts as C++ sees them. Compiling it is the test; running it checks ids and slots.
#define INITGUID
#include <mobsync.h>

#include <stddef.h>
#include <stdint.h>

constexpr size_t width(size_t on64, size_t on32) {
    return sizeof(void *) == 8 ? on64 : on32;
}

#define CONSTANT(name, value) static_assert(name == value, #name);
#if defined(_WIN32)
#define LATER(name, value)
#else
#define LATER(name, value) CONSTANT(name, value)
#endif
#define IDENTIFIER(name, xx)
#define SIZE(type, on64, on32) static_assert(sizeof(type) == width(on64, on32), #type);
#define FIELD(type, member, on64, on32) static_assert(offsetof(type, member) == width(on64, on32), #type "." #member);
#define SLOTS(type, count) static_assert(sizeof(type) == sizeof(void *), #type " has nothing but its table");
#define SLOT(type, number, method)
#include "facts.def"
#undef CONSTANT
#undef LATER
#undef IDENTIFIER
#undef SIZE
#undef FIELD
#undef SLOTS
#undef SLOT

static_assert(sizeof(WCHAR) == 2 && sizeof(u"x"[0]) == sizeof(WCHAR), "UTF-16");
static_assert(sizeof(HRESULT) == 4 && sizeof(ULONG) == 4 && sizeof(BOOL) == 4, "32 bits on every system");
static_assert(static_cast<HRESULT>(-1) < 0 && static_cast<DWORD>(-1) > 0, "signs");

namespace {

// The number of a virtual method, by the ABI that g++ and clang share: 1 + offset in the table.
template <typename Method>
size_t slot(Method method) {
    static_assert(sizeof(method) == 2 * sizeof(void *), "pointer and adjustment");
    union {
        Method method;
        uintptr_t words[2];
    } view = {method};
    return (view.words[0] - 1) / sizeof(void *);
}

// On Windows QueryInterface has a second, templated form that is no slot.
using Query = HRESULT (STDMETHODCALLTYPE IUnknown::*)(REFIID, void **);
size_t slot(Query method) {
    return slot<Query>(method);
}

bool differs(const GUID &id, unsigned xx) {
    static const unsigned char tail[] = {0x87, 0x07, 0x00, 0xC0, 0x4F, 0xD9, 0x33, 0x27};
    bool wrong = id.Data1 != (0x6295DF00u | xx) || id.Data2 != 0x35EE || id.Data3 != 0x11D1;
    for (int i = 0; i < 8; i++)
        wrong |= id.Data4[i] != tail[i];
    return wrong;
}

}  // namespace

int main() {
    int wrong = 0;
#define CONSTANT(name, value)
#define LATER(name, value)
#define IDENTIFIER(name, xx) wrong += differs(name, xx);
#define SIZE(type, on64, on32)
#define FIELD(type, member, on64, on32)
#define SLOTS(type, count)
#define SLOT(type, number, method) wrong += slot(&type::method) != number;
#include "facts.def"
    return wrong;
}
