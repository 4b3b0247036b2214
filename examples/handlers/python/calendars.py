#!/usr/bin/env python3
"""Fetches calendars into a folder: calendars.py FOLDER NAME=URL... (http, https or file)"""
import json, os, sys, threading, urllib.request, uuid

folder = sys.argv[1]
names = {"{%s}" % uuid.uuid5(uuid.NAMESPACE_URL, pair): pair.split("=", 1) for pair in sys.argv[2:]}
chosen, cancelled = [], set()
lock = threading.Lock()


def say(**message):
    with lock:
        print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def tell(method, **params):
    say(method=method, params=params)


def fetch(item):
    name, url = names[item]
    tell("Progress", item=item, status="updating", text=url)
    with urllib.request.urlopen(url, timeout=60) as source:
        data = source.read()
    if not data.lstrip().startswith(b"BEGIN:VCALENDAR"):
        raise ValueError(url + " is not a calendar")
    path = os.path.join(folder, name + ".ics")
    with open(path + ".new", "wb") as file:
        file.write(data)
    os.replace(path + ".new", path)  # the old calendar or the new one, never half of it


def work(items):
    os.makedirs(folder, exist_ok=True)
    failed = False
    for item in items:
        if item in cancelled or None in cancelled:
            tell("Progress", item=item, status="stopped")
            continue
        try:
            fetch(item)
            tell("Progress", item=item, status="succeeded")
        except (OSError, ValueError) as error:
            failed = True
            tell("LogError", level="error", item=item, text=str(error))
            tell("Progress", item=item, status="failed")
    tell("SynchronizeCompleted", code="E_FAIL" if failed else "S_OK")


for line in sys.stdin:
    call = json.loads(line)
    method, params, result = call.get("method"), call.get("params"), {}
    if method == "GetHandlerInfo":
        result = {"name": "Calendars"}
    elif method == "EnumSyncMgrItems":
        result = {"items": [{"id": item, "name": name} for item, (name, _) in names.items()]}
    elif method == "PrepareForSync":
        chosen = [item for item in params["items"] if item in names]
        cancelled.clear()
        tell("PrepareForSyncCompleted")
    elif method == "Synchronize":
        threading.Thread(target=work, args=(chosen,), daemon=True).start()
    elif method in ("Cancel", "SetItemStatus"):
        cancelled.add(params["item"])
    elif method not in ("Initialize", "SetProgressCallback") and "id" in call:
        say(id=call["id"], error={"code": -32601, "message": "no such method"})
        continue
    if "id" in call:
        say(id=call["id"], result=result)
