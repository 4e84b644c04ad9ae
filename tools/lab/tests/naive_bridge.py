#!/usr/bin/env python3
"""A bridge that is too simple to be right, with the daemon's command line: `run --config FILE`, `replay FILE`.

It tells plain calls as they are and knows nothing of transfers, groups and helpers. It is here so that the
lab's own plumbing can be tried without the daemon, and the judge be seen to find fault.
"""

import json
import re
import socket
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab import ami, truth   # noqa: E402


class Naive:
    def __init__(self, publish):
        self.publish, self.calls = publish, {}

    def take(self, event: dict) -> None:
        call_id = event.get("Linkedid") or event.get("DestLinkedid")
        if not call_id:
            return
        at = float(event.get("Timestamp", time.time()))
        call = self.calls.setdefault(call_id, {"channels": {}, "sequence": 0})
        match event["Event"]:
            case "Newchannel":
                call["channels"][event["Uniqueid"]] = event
                call.setdefault("from", {"extension": event["CallerIDNum"], "name": event["CallerIDName"]})
                call.setdefault("to", {"extension": event["Exten"]})
            case "DialBegin":
                call["ringing"] = event["DestChannel"]
            case "DialState" if event["DialStatus"] == "RINGING" and "rang" not in call:
                call["rang"] = at
                self.say(call, call_id, "ringing", at, destinations=[truth.endpoint(event["DestChannel"])])
            case "DialEnd":
                call["status"] = event["DialStatus"]
                if event["DialStatus"] == "ANSWER" and "answered" not in call:
                    call["answered"] = at
                    call["to"] = {"extension": truth.endpoint(event["DestChannel"])}
                    self.say(call, call_id, "answered", at, ring_duration_seconds=at - call.get("rang", at))
            case "Hangup":
                first = next(iter(call["channels"]), None)
                if event["Uniqueid"] == first:
                    call["code"] = int(event["Cause"])
                call["channels"].pop(event["Uniqueid"], None)
                if not call["channels"]:
                    self.end(call, call_id, at)

    def end(self, call: dict, call_id: str, at: float) -> None:
        cause, outcome = truth._unanswered(call.get("status", ""), call["code"], truth.CAUSES.get(call["code"], "unknown"), [call["code"]])
        if "answered" in call or cause is None:
            cause, outcome = truth.CAUSES.get(call["code"], "unknown"), "answered" if "answered" in call else "failed"
        self.say(call, call_id, "hungup", at, cause=cause, cause_code=call["code"], outcome=outcome,
                 talk_duration_seconds=round(at - call.get("answered", at), 3),
                 total_duration_seconds=round(at - call.get("rang", at), 3))

    def say(self, call: dict, call_id: str, event: str, at: float, **fields) -> None:
        call["sequence"] += 1
        stamp = datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.publish(f"asterisk/call/{call_id}/{event}", json.dumps(
            {"event": event, "call_id": call_id, "from": call.get("from"), "to": call.get("to"), "timestamp": stamp,
             "event_id": f"{call_id}/{call['sequence']}", "sequence": call["sequence"], **fields}))


def events(chunks):
    pending = b""
    for chunk in chunks:
        pending += chunk
        *blocks, pending = pending.split(b"\r\n\r\n")
        for block in blocks:
            if "Event" in (message := ami.parse(block)):
                yield message


def main() -> None:
    if sys.argv[1] == "replay":
        bridge = Naive(lambda topic, text: print(topic, text))
        for event in events([Path(sys.argv[2]).read_bytes()]):
            bridge.take(event)
        return
    settings = dict(re.findall(r"^\s+(\w+): (.+)$", Path(sys.argv[3]).read_text(), re.M))
    port = settings["broker"].rpartition(":")[2]
    bridge = Naive(lambda topic, text: subprocess.run(["mosquitto_pub", "-p", port, "-q", "1", "-t", topic, "-m", text]))
    connection = socket.create_connection((settings["host"], int(settings["port"])))
    connection.sendall(f"Action: Login\r\nUsername: {settings['username']}\r\nSecret: {settings['secret']}\r\n\r\n".encode())
    for event in events(iter(lambda: connection.recv(1 << 16), b"")):
        bridge.take(event)


if __name__ == "__main__":
    main()
