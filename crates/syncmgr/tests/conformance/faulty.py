#!/usr/bin/env python3
"""A handler that keeps the protocol, except in what its argument names: faulty.py [BREACH]"""
import json, sys, threading, time

fault = sys.argv[1] if len(sys.argv) > 1 else ""
IDS = ["{fa017002-0001-0002-0003-00000000000%d}" % n for n in (1, 2, 3)]
TORN = "{fa017002-0001-0002-0003-0000000000ee}"
lock, chosen, cancelled, mended = threading.Lock(), [], set(), False
flags, answers, asked = 0, {}, 0


def say(message):
    with lock:
        print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def tell(method, **params):
    say({"method": method, "params": params})


def ask(method, **params):
    """Asks the manager; only from the thread that works, because the other one reads the answer."""
    global asked
    asked += 1
    answers[asked] = threading.Event()
    say({"id": asked, "method": method, "params": params})
    answers[asked].wait(5)
    return answers[asked].code


def progress(item, **news):
    if fault != "silent":
        tell("Progress", item=item, **news)


def is_cancelled(item):
    if fault == "ignores-cancel":
        return False
    return item in cancelled or None in cancelled


def work_on(item):
    for step in range(4):
        progress(item, status="updating", value=step if fault != "odd-value" else 9, max=4)
        # Long enough for a cancel to come, and to be obeyed.
        for _ in range(5 if fault != "ignores-cancel" else 40):
            time.sleep(0.01)
            if is_cancelled(item):
                return progress(item, status="skipped" if item in cancelled else "stopped")
    if item == IDS[1] and not mended:
        tell("LogError", level="error", text="it is torn", item=item, error=TORN, jump=True)
        progress(item, status="failed")
    elif fault != "no-final-status":
        progress(item, status="succeeded", value=4)


def work(items):
    if fault == "dialog-when-quiet" or flags & 0x200 and fault == "dialog-in-synchronize":
        ask("EnableModeless", enable=True)
    ask("EstablishConnection", connection=None)
    if fault == "unknown-report":
        tell("Chatter", text="hello")
    for item in IDS if fault == "others-too" else items:
        work_on(item)
    if fault != "never":
        tell("SynchronizeCompleted")
    if fault == "twice":
        tell("SynchronizeCompleted")
    if fault == "news-afterwards":
        progress(IDS[0], text="late")


def show_error(error):
    global mended
    if error != TORN:
        return {"code": "E_INVALIDARG"}
    mended = True
    if fault != "error-never":
        tell("ShowErrorCompleted", code="S_SYNCMGR_RETRYSYNC", items=[IDS[1]])
    return {}


def listed():
    items = [{"id": item, "name": "item %d" % (n + 1)} for n, item in enumerate(IDS)]
    if fault == "same-id":
        items[1]["id"] = IDS[0]
    return {"items": items}


for line in sys.stdin:
    call = json.loads(line)
    method, params, number = call.get("method"), call.get("params") or {}, call.get("id")
    if method is None:
        answers[number].code = call.get("result", {}).get("code", "S_OK")
        answers[number].set()
        continue
    result = {}
    if method == "Initialize":
        flags = params["flags"]
        event = params["event"]
        if fault == "early":
            progress(IDS[0], status="pending")
        if fault == "stray":
            print("hello", flush=True)
        if event == "idle" or fault == "unknown-event" and flags & 0xFF > 6:
            result = {"code": "S_FALSE"}
        if fault == "version":
            result["protocol"] = 2
    elif method == "GetHandlerInfo":
        result = {"name": "Faulty" if fault != "nameless" else ""}
    elif method == "EnumSyncMgrItems":
        result = listed()
    elif method == "SetProgressCallback":
        if not params["set"] and fault == "late":
            threading.Timer(0.03, progress, [IDS[0]], {"text": "late"}).start()
    elif method == "PrepareForSync":
        if fault == "crash":
            sys.exit(3)
        if fault == "hang":
            time.sleep(60)
        cancelled.clear()
        chosen = [item for item in params["items"] if item in IDS]
        tell("PrepareForSyncCompleted")
        if fault == "prepare-twice":
            tell("PrepareForSyncCompleted")
    elif method == "Synchronize":
        threading.Thread(target=work, args=(chosen,), daemon=True).start()
    elif method in ("Cancel", "SetItemStatus"):
        cancelled.add(params["item"])
    elif method == "ShowError":
        result = show_error(params["error"])
    elif number is not None and fault != "answers-anything":
        say({"id": number, "error": {"code": -32601 if fault != "odd-error" else -1, "message": "no such method"}})
        continue
    if number is not None:
        say({"id": number, "result": result})
    elif fault == "answers-notifications":
        say({"id": 77, "result": {}})
    if number is not None and fault == "answers-twice":
        say({"id": number, "result": result})
if fault == "stays":
    time.sleep(60)
