"""A handler that does what its arguments say: METHOD=FAULT for a call, or a word for the whole program."""
import json, os, signal, subprocess, sys, time

ITEM = "{6295df27-35ee-11d1-8707-00c04fd93327}"
faults = dict(a.split("=", 1) for a in sys.argv[1:] if "=" in a)


def say(**message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def tell(method, **params):
    say(method=method, params=params)


def raw(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def hang():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        signal.pause()


def fault(kind, call):
    """Returns the result of the call, None for no answer."""
    if kind.startswith("exit"):
        sys.stderr.write("cannot go on\nno disk\n")
        sys.exit(int(kind[4:]))
    if kind.startswith("code:"):
        code = kind[5:]
        return {"code": int(code) if code.lstrip("-").isdigit() else code}
    if kind == "hang":
        hang()
    if kind == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "garbage":
        raw("Hello, world!\n")
    if kind == "long":
        raw("x" * (16 << 20) + "y" * 100)
        hang()
    if kind == "version":
        return {"code": "S_OK", "protocol": 2}
    if kind == "fault":
        say(id=call["id"], error={"code": 7, "message": "out of cheese"})
        return None
    if kind == "unknown":
        say(id=call["id"], error={"code": -32601, "message": "no such method"})
        return None
    if kind == "odd":
        say(id=call["id"], result={"code": "S_MAYBE"})
        return None
    if kind == "close":
        os.close(1)
        hang()
    if kind == "grandchild":
        subprocess.Popen(["sleep", "98765"], stdin=None)
        sys.stderr.write("child of mine\n")
        sys.stderr.flush()
        os._exit(5)
    if kind == "never":
        return {}
    if kind == "late-exit":
        say(id=call["id"], result={})
        os._exit(4)
    if kind == "twice":
        for _ in range(2):
            tell("SynchronizeCompleted")
        return {}
    if kind == "early":
        tell("Progress", item=ITEM, status="succeeded")
        tell("SynchronizeCompleted", code="S_OK")
        return {}
    if kind == "inside":
        # Works longer inside the call than the call may take, but shows signs of life.
        for value in range(8):
            tell("Progress", item=ITEM, value=value)
            time.sleep(0.1)
        tell("SynchronizeCompleted")
        return {}
    if kind == "flood":
        for start in range(0, 1000000, 10000):
            raw("".join('{"method":"Progress","params":{"item":"%s","value":%d}}\n' % (ITEM, v + 1) for v in range(start, start + 10000)))
        tell("SynchronizeCompleted")
        return {}
    if kind == "logs":
        for n in range(11000):
            raw('{"method":"LogError","params":{"level":"error","text":"line %d"}}\n' % n)
        tell("SynchronizeCompleted")
        return {}
    if kind == "asks":
        for n in range(11000):
            raw('{"id":%d,"method":"EnableModeless","params":{"enable":true}}\n' % n)
        hang()
    if kind == "dances":
        for n in range(100000):
            raw('{"id":%d,"method":"Dance"}\n' % n)
        hang()
    if kind == "slow-ask":
        say(id=1, method="EstablishConnection", params={"connection": "slow"})
        json.loads(sys.stdin.readline())
        tell(call["method"] + "Completed")
        return {}
    if kind == "dialog":
        for enable in True, False:
            say(id=1, method="EnableModeless", params={"enable": enable})
            json.loads(sys.stdin.readline())
            time.sleep(1.2 if enable else 0)
        tell(call["method"] + "Completed")
        return {}
    if kind == "stuck-after-dialog":
        for enable in True, False:
            say(id=1, method="EnableModeless", params={"enable": enable})
            json.loads(sys.stdin.readline())
        hang()
    if kind == "ask":
        say(id=1, method="EstablishConnection", params={"connection": "home"})
        tell("Dance", a=1)
        answer = json.loads(sys.stdin.readline())
        tell("SynchronizeCompleted", code=answer["result"]["code"])
        return {}
    if kind == "cancel":
        say(id=call["id"], result={})
        tell("Progress", item=ITEM, status="updating")
        notice = json.loads(sys.stdin.readline())
        tell("LogError", level="info", text=json.dumps(notice["params"]["item"]))
        tell("SynchronizeCompleted")
        return None
    if kind == "late":
        tell("LogError", level="error", text="too late")
        tell("SynchronizeCompleted")
        return {}
    raise SystemExit("unknown fault " + kind)


def answer(call):
    method, params = call["method"], call.get("params")
    if method in faults:
        result = fault(faults[method], call)
    elif method == "EnumSyncMgrItems":
        result = {"items": [{"id": ITEM, "name": "Item"}]}
    elif method == "GetHandlerInfo":
        result = {"name": "Faulty", "flags": 1}
    elif method == "PrepareForSync":
        tell("PrepareForSyncCompleted")
        result = {}
    elif method == "Synchronize":
        tell("Progress", item=ITEM, status="succeeded")
        tell("SynchronizeCompleted")
        result = {}
    else:
        result = {}
    if result is not None:
        say(id=call["id"], result=result)


if "stay" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "gentle" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
for line in sys.stdin:
    call = json.loads(line)
    if "id" in call and "method" in call:
        answer(call)
while "stay" in sys.argv or "gentle" in sys.argv:
    signal.pause()
