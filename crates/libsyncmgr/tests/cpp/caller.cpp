// A program that does with the library what its arguments say, and prints a line for each call:
//
//   caller LIBRARY CALL ARGUMENT… [+ CALL ARGUMENT…]…
//
//   register CLASS FLAGS TEXT     TEXT is - for NULL, or a word of script.hpp
//   unregister CLASS              info CLASS
//   update FLAGS CLASS COOKIE     COOKIE is - for NULL, or hexadecimal, or =N for N bytes that count up
//   all
//   conflict FORM FLAGS PIECE=TEXT…    FORM is W or A; PIECE is a name of RFCD_ without it. `fill=BITS` gives a call-back that
//                                      fills in these pieces and refuses the others; `parent=N`
#include "script.hpp"

#include <dlfcn.h>

namespace {

template <typename Function> Function symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    if (!address) {
        fprintf(stderr, "%s\n", dlerror());
        exit(2);
    }
    return reinterpret_cast<Function>(address);
}

GUID guid(const std::string &text) {
    GUID id = {};
    unsigned d1, d2, d3, b[8];
    if (sscanf(text.c_str(), "{%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x}", &d1, &d2, &d3, b, b + 1, b + 2, b + 3, b + 4,
               b + 5, b + 6, b + 7) != 11)
        exit(2);
    id.Data1 = d1, id.Data2 = static_cast<uint16_t>(d2), id.Data3 = static_cast<uint16_t>(d3);
    for (int n = 0; n < 8; n++)
        id.Data4[n] = static_cast<uint8_t>(b[n]);
    return id;
}

std::vector<BYTE> bytes(const std::string &text) {
    std::vector<BYTE> all;
    if (text[0] == '=')
        for (uint32_t n = 0; n < number(text.substr(1)); n++)
            all.push_back(static_cast<BYTE>(n));
    else
        for (size_t at = 0; at + 1 < text.size(); at += 2)
            all.push_back(static_cast<BYTE>(number("0x" + text.substr(at, 2))));
    return all;
}

void print(HRESULT hr) {
    printf("0x%08x\n", static_cast<unsigned>(hr));
}

// The manager's object, by the interface I.
template <typename I> struct Manager {
    I *object = nullptr;

    Manager(void *library, REFIID iid) {
        auto get = symbol<HRESULT(STDAPICALLTYPE *)(REFCLSID, REFIID, void **)>(library, "DllGetClassObject");
        void *factory = nullptr, *made = nullptr;
        if (get(CLSID_SyncMgr, IID_IClassFactory, &factory) != S_OK ||
            static_cast<IClassFactory *>(factory)->CreateInstance(nullptr, iid, &made) != S_OK)
            exit(3);
        static_cast<IClassFactory *>(factory)->Release();
        object = static_cast<I *>(made);
    }
    ~Manager() { object->Release(); }
    I *operator->() { return object; }
};

void registrations(void *library, const Words &words) {
    Manager<ISyncMgrRegister> manager(library, IID_ISyncMgrRegister);
    GUID id = guid(words[1]);
    if (words[0] == "register") {
        std::u16string text = wide(words[3]);
        print(manager->RegisterSyncMgrHandler(id, words[3] == "-" ? nullptr : text.c_str(), number(words[2])));
    } else if (words[0] == "unregister") {
        print(manager->UnregisterSyncMgrHandler(id, 0xBAD));
    } else {
        DWORD flags = 0xDEADBEEF;
        HRESULT hr = manager->GetHandlerRegistrationInfo(id, &flags);
        printf("0x%08x flags=0x%x\n", static_cast<unsigned>(hr), flags);
    }
}

void sessions(void *library, const Words &words) {
    Manager<ISyncMgrSynchronizeInvoke> manager(library, IID_ISyncMgrSynchronizeInvoke);
    if (words[0] == "all")
        return print(manager->UpdateAll());
    std::vector<BYTE> cookie = bytes(words[3] == "-" ? "" : words[3]);
    const BYTE *pointer = words[3] == "-" ? nullptr : cookie.data();
    print(manager->UpdateItems(number(words[1]), guid(words[2]), static_cast<DWORD>(cookie.size()), pointer));
    // What was passed belongs to the caller again.
    std::fill(cookie.begin(), cookie.end(), 0xEE);
}

DWORD fillable;

void put(std::string text, LPCSTR *to) {
    // The caller uses one buffer for all pieces.
    static char shared[100];
    strcpy(shared, text.c_str());
    *to = shared;
}

void put(std::string text, LPCWSTR *to) {
    static char16_t shared[100];
    std::u16string units = wide(text);
    memcpy(shared, units.c_str(), (units.size() + 1) * 2);
    *to = shared;
}

template <typename Block> auto string_of(Block *block, DWORD bit) -> decltype(&block->pszFilename) {
    switch (bit) {
    case RFCD_NAME: return &block->pszFilename;
    case RFCD_LOCATION: return &block->pszLocation;
    case RFCD_NEWNAME: return &block->pszNewName;
    case RFCD_NETWORKMODIFIEDBY: return &block->pszNetworkModifiedBy;
    case RFCD_NETWORKMODIFIEDON: return &block->pszNetworkModifiedOn;
    case RFCD_LOCALMODIFIEDBY: return &block->pszLocalModifiedBy;
    case RFCD_LOCALMODIFIEDON: return &block->pszLocalModifiedOn;
    default: return nullptr;
    }
}

template <typename Block> HICON *icon_of(Block *block, DWORD bit) {
    return bit == RFCD_KEEPBOTHICON ? &block->hIKeepBoth
           : bit == RFCD_KEEPLOCALICON ? &block->hIKeepLocal
                                       : &block->hIKeepNetwork;
}

template <typename Block> BOOL CALLBACK answer(HWND parent, UINT message, WPARAM word, LPARAM lparam) {
    auto *block = reinterpret_cast<Block *>(lparam);
    printf("message=%u word=0x%x parent=%u data=%u\n", message, static_cast<unsigned>(word),
           static_cast<unsigned>(reinterpret_cast<uintptr_t>(parent)), static_cast<unsigned>(block->lCallerData));
    fflush(stdout);
    DWORD bit = static_cast<DWORD>(word);
    if (message != RFCCM_NEEDELEMENT || !(fillable & bit))
        return FALSE;
    if (auto *to = string_of(block, bit))
        put("piece " + std::to_string(bit), to);
    else
        *icon_of(block, bit) = reinterpret_cast<HICON>(uintptr_t{8});
    return TRUE;
}

const std::map<std::string, DWORD> PIECES = {
    {"NAME", RFCD_NAME},
    {"LOCATION", RFCD_LOCATION},
    {"NEWNAME", RFCD_NEWNAME},
    {"NETWORKMODIFIEDBY", RFCD_NETWORKMODIFIEDBY},
    {"NETWORKMODIFIEDON", RFCD_NETWORKMODIFIEDON},
    {"LOCALMODIFIEDBY", RFCD_LOCALMODIFIEDBY},
    {"LOCALMODIFIEDON", RFCD_LOCALMODIFIEDON},
    {"KEEPBOTHICON", RFCD_KEEPBOTHICON},
    {"KEEPLOCALICON", RFCD_KEEPLOCALICON},
    {"KEEPSERVERICON", RFCD_KEEPSERVERICON},
};

const char *text_of(const std::string &text, char) {
    return text == "half" ? "half \xE2\x82 end" : text.c_str();
}

const char16_t *text_of(const std::string &text, char16_t) {
    return (new std::u16string(wide(text)))->c_str();
}

template <typename Block, typename Unit> void conflict(int(WINAPI *resolve)(HWND, Block *), const Words &words) {
    if (words[2] == "null")
        return static_cast<void>(printf("-> 0x%x\n", resolve(nullptr, nullptr)));
    Block block = {};
    HWND parent = nullptr;
    block.dwFlags = number(words[2]);
    block.lCallerData = 77;
    static std::vector<std::string> texts;
    texts.reserve(100);
    for (size_t n = 3; n < words.size(); n++) {
        Words pair = split(words[n], '=');
        texts.push_back(pair[1]);
        if (pair[0] == "fill") {
            fillable = number(pair[1]);
            block.pfnCallBack = answer<Block>;
        } else if (pair[0] == "parent")
            parent = reinterpret_cast<HWND>(uintptr_t{number(pair[1])});
        else if (auto *to = string_of(&block, PIECES.at(pair[0])))
            *to = text_of(texts.back(), Unit{});
        else
            *icon_of(&block, PIECES.at(pair[0])) = reinterpret_cast<HICON>(uintptr_t{16});
    }
    Block before = block;
    int result = resolve(parent, &block);
    if (!block.pfnCallBack && memcmp(&before, &block, sizeof block) != 0)
        printf("the block was changed\n");
    printf("-> 0x%x\n", static_cast<unsigned>(result));
}

void call(void *library, const Words &words) {
    if (words[0] == "conflict" && words[1] == "W")
        conflict<RFCDLGPARAMW, char16_t>(
            symbol<int(WINAPI *)(HWND, RFCDLGPARAMW *)>(library, "SyncMgrResolveConflictW"), words);
    else if (words[0] == "conflict")
        conflict<RFCDLGPARAMA, char>(
            symbol<int(WINAPI *)(HWND, RFCDLGPARAMA *)>(library, "SyncMgrResolveConflictA"), words);
    else if (words[0] == "update" || words[0] == "all")
        sessions(library, words);
    else
        registrations(library, words);
    fflush(stdout);
}

}  // namespace

int main(int count, char **arguments) {
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    Words words;
    for (int n = 2; n < count; n++) {
        if (arguments[n] != std::string("+"))
            words.push_back(arguments[n]);
        if (n + 1 == count || arguments[n] == std::string("+"))
            call(library, words), words.clear();
    }
    auto idle = symbol<HRESULT(STDAPICALLTYPE *)()>(library, "DllCanUnloadNow");
    return idle() == S_OK ? 0 : 4;
}
