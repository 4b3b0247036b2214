// What a program notices of the library besides its answers: nothing. Arguments: the library, and what kind of program it is:
//   plain      as most are
//   ignoring   its children and every signal, without standard descriptors
//   waiting    for every child, so that the library does not learn how its own ended
#include "script.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <dlfcn.h>
#include <poll.h>
#include <sys/wait.h>

namespace {

int failures = 0;
#define CHECK(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                               \
            ++failures;                                                                                                \
        }                                                                                                              \
    } while (0)

struct Manager {
    ISyncMgrRegister *enrol = nullptr;
    ISyncMgrSynchronizeInvoke *invoke = nullptr;

    explicit Manager(void *library) {
        auto get = reinterpret_cast<HRESULT(STDAPICALLTYPE *)(REFCLSID, REFIID, void **)>(
            dlsym(library, "DllGetClassObject"));
        void *out = nullptr;
        CHECK(get(CLSID_SyncMgr, IID_IClassFactory, &out) == S_OK);
        auto *factory = static_cast<IClassFactory *>(out);
        CHECK(factory->CreateInstance(nullptr, IID_ISyncMgrRegister, &out) == S_OK);
        enrol = static_cast<ISyncMgrRegister *>(out);
        CHECK(enrol->QueryInterface(IID_ISyncMgrSynchronizeInvoke, &out) == S_OK);
        invoke = static_cast<ISyncMgrSynchronizeInvoke *>(out);
        factory->Release();
    }
    ~Manager() {
        invoke->Release();
        enrol->Release();
    }
};

// How many entries a folder of /proc/self has.
int entries(const char *path) {
    int count = 0;
    DIR *folder = opendir(path);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

// Signals, descriptors, threads, the folder: all that a process has and a library could change.
struct Condition {
    sigset_t mask;
    struct sigaction actions[32];
    int descriptors, threads;
    char folder[4096];

    Condition() {
        memset(this, 0, sizeof *this);
        sigprocmask(SIG_SETMASK, nullptr, &mask);
        for (int n = 1; n < 32; n++)
            sigaction(n, nullptr, &actions[n]);
        descriptors = entries("/proc/self/fd");
        threads = entries("/proc/self/task");
        if (!getcwd(folder, sizeof folder))
            _exit(97);
    }
};

bool has_children() {
    int status;
    return waitpid(-1, &status, WNOHANG) != -1 || errno != ECHILD;
}

// Whether the end of a pipe comes at once: nobody else holds its other end.
bool ends(int descriptor) {
    pollfd one = {descriptor, POLLIN, 0};
    char byte;
    return poll(&one, 1, 5000) == 1 && read(descriptor, &byte, 1) == 0;
}

std::atomic<int> taken{0};

void take_children(int) {
    int before = errno;
    while (waitpid(-1, nullptr, WNOHANG) > 0)
        taken++;
    errno = before;
}

void use(Manager &manager, REFCLSID handler) {
    DWORD flags = 0;
    CHECK(manager.enrol->RegisterSyncMgrHandler(id(9), u"Nine", 3) == S_OK);
    CHECK(manager.enrol->GetHandlerRegistrationInfo(id(9), &flags) == S_OK && flags == 3);
    CHECK(manager.enrol->UnregisterSyncMgrHandler(id(9), 0) == S_OK);
    CHECK(manager.invoke->UpdateItems(SYNCMGRINVOKE_STARTSYNC, handler, 0, nullptr) == S_OK);
    CHECK(manager.invoke->UpdateAll() == S_OK);
}

}  // namespace

int main(int, char **arguments) {
    void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        std::fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    Manager manager(library);
    std::string kind = arguments[2];
    int saved[3], pipes[2];
    // Without a close-on-exec mark, as old programs have them.
    if (pipe(pipes) != 0)
        return 2;
    if (kind == "ignoring") {
        for (int n = 1; n < 32; n++)
            signal(n, SIG_IGN);
        sigset_t everything;
        sigfillset(&everything);
        sigprocmask(SIG_SETMASK, &everything, nullptr);
        for (int n = 0; n < 3; n++)
            saved[n] = fcntl(n, F_DUPFD_CLOEXEC, 10), close(n);
    } else if (kind == "waiting") {
        struct sigaction action = {};
        action.sa_handler = take_children;
        sigaction(SIGCHLD, &action, nullptr);
    }

    Condition before;
    use(manager, id(0));
    Condition after;

    if (kind == "ignoring")
        for (int n = 0; n < 3; n++)
            dup2(saved[n], n);
    CHECK(memcmp(&before.mask, &after.mask, sizeof before.mask) == 0);
    for (int n = 1; n < 32; n++)
        CHECK(before.actions[n].sa_handler == after.actions[n].sa_handler &&
              before.actions[n].sa_flags == after.actions[n].sa_flags);
    CHECK(before.descriptors == after.descriptors);
    CHECK(before.threads == after.threads);
    CHECK(strcmp(before.folder, after.folder) == 0);
    CHECK(!has_children());
    close(pipes[1]);
    CHECK(ends(pipes[0]));
    return failures ? 1 : 0;
}
