// What the test handler does, read from the environment variable TEST_HANDLER: `key=value;key=value;…`.
//
//   items=2                  how many items there are: {0BADF00D-0001-0002-0003-00000000000n}, n from 1
//   name=TEXT flags=N        of the handler; item.flags=N, item.state=N of all items, item1.state=N of one
//   METHOD=0x80004005        what a method returns (METHOD as in the interface, also CreateInstance, DllGetClassObject, Next)
//   in.METHOD=ACTION,…       done inside the method
//   other.METHOD=ACTION,…    done by another thread while the method waits for it
//   after.METHOD=ACTION,…    done by another thread after the method has returned
//
// METHOD is also SetNull for SetProgressCallback(NULL), Release for the last one, Load for the loading of the library.
// An action is a word and arguments after colons; the list stands in handler.cpp (Handler::act).
// TEST_HANDLER_LOG names a file that gets a line for each call, each answer and each action.
#pragma once

#define INITGUID
#define MOBSYNC_EXTRAS
#include <mobsync.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <stdexcept>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

using Words = std::vector<std::string>;

inline Words split(const std::string &text, char at) {
    Words words;
    size_t begin = 0;
    while (begin <= text.size()) {
        size_t end = text.find(at, begin);
        if (end == std::string::npos)
            end = text.size();
        words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

// The settings. Read anew for every question, because the environment never changes.
inline std::string setting(const std::string &key, const std::string &otherwise = "") {
    const char *all = getenv("TEST_HANDLER");
    for (const std::string &pair : split(all ? all : "", ';'))
        if (pair.compare(0, key.size() + 1, key + "=") == 0)
            return pair.substr(key.size() + 1);
    return otherwise;
}

inline uint32_t number(const std::string &text) {
    return static_cast<uint32_t>(strtoull(text.c_str(), nullptr, 0));
}

inline HRESULT code(const std::string &text) {
    return static_cast<HRESULT>(number(text));
}

inline HRESULT result_of(const std::string &method, HRESULT otherwise = S_OK) {
    std::string text = setting(method);
    return text.empty() ? otherwise : code(text);
}

// One line, written at once, with the thread's id before it.
inline void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
inline void note(const char *format, ...) {
    const char *path = getenv("TEST_HANDLER_LOG");
    if (!path)
        return;
    char line[4096];
    int begin = snprintf(line, sizeof line, "%ld ", syscall(SYS_gettid));
    va_list arguments;
    va_start(arguments, format);
    int length = begin + vsnprintf(line + begin, sizeof line - begin - 1, format, arguments);
    va_end(arguments);
    if (length > static_cast<int>(sizeof line) - 2)
        length = sizeof line - 2;
    line[length] = '\n';
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (write(file, line, length + 1) != length + 1)
        _exit(98);
    close(file);
}

// {0BADF00D-0001-0002-0003-00000000000n}
constexpr GUID id(uint32_t n) {
    auto byte = [n](int shift) { return static_cast<uint8_t>(n >> shift); };
    return {0x0BADF00D, 1, 2, {0, 3, 0, 0, byte(24), byte(16), byte(8), byte(0)}};
}

inline unsigned number_of(REFGUID guid) {
    const uint8_t *end = guid.Data4 + 4;
    return IsEqualGUID(guid, GUID_NULL) ? 0 : end[0] << 24 | end[1] << 16 | end[2] << 8 | end[3];
}

// The text of an argument: `euro` and `half` and so on stand for what cannot stand in the environment.
inline std::u16string wide(const std::string &text) {
    if (text == "euro")
        return u"\u20AC \U0001F600";
    if (text == "half")
        return u"half \xD83D end";
    if (text == "long")
        return std::u16string(3 << 20, u'x');
    return std::u16string(text.begin(), text.end());
}
