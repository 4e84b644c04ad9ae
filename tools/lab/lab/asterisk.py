"""Starts and ends the two Asterisks of a lab, and knows which are up.

State file, one a version:

    {"version": "22", "timestamps": true, "slots": 1, "dead": 45123,
     "pbx": {"pid": 4711, "started": 98765, "sip": 40001, "ami": 40002, "rtp": 20000, "ari": 40003},
     "phones": {…}}

`started` is the process's start time in clock ticks since boot: a pid alone may meanwhile be
somebody else's, and the lab ends only what it started.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import ami, config, paths, roots

ROLES = ("pbx", "phones")
# RTP wants whole ranges, so these are fixed: one a version and role
RTP = {("16", "pbx"): 21000, ("16", "phones"): 23000, ("22", "pbx"): 25000, ("22", "phones"): 27000}


class LabError(Exception):
    """The lab can't do that; the text says what to do."""


class LabInUse(LabError):
    """Somebody else uses the lab."""


def read_state(version: str) -> dict | None:
    """The lab of this version if it is up, else None."""
    file = paths.state_file(version)
    if not file.exists():
        return None
    state = json.loads(file.read_text())
    return state if any(is_running(state.get(role)) for role in ROLES) else None


def require(version: str) -> dict:
    state = read_state(version)
    if not state or not all(is_running(state.get(role)) for role in ROLES):
        raise LabError(f"the lab of Asterisk {version} is not up: run tools/lab/up {version}")
    return state


def is_running(process: dict | None) -> bool:
    return bool(process) and _start_time(process["pid"]) == process["started"]


@contextlib.contextmanager
def claimed(version: str, wait: float = 3600, log=print):
    """Holds the lab of this version for one user at a time; several checkouts share it. Waits for its turn."""
    file = paths.state_file(version).with_suffix(".lock")
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+") as lock:
        deadline, said = time.monotonic() + wait, False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                lock.seek(0)
                who = lock.read().strip() or "somebody"
                if time.monotonic() > deadline:
                    raise LabInUse(f"the lab of Asterisk {version} is in use by {who}") from None
                if not said:
                    log(f"waiting for the lab of Asterisk {version}, which is in use by {who}", flush=True)
                said = True
                time.sleep(0.5)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


async def up(version: str, *, timestamps: bool = True, slots: int = 1, log=print) -> dict:
    """Brings the lab of this version up, or changes the one that is up to what was asked for."""
    state = read_state(version)
    if state and all(is_running(state.get(role)) for role in ROLES) and state["slots"] >= slots:
        if state["timestamps"] != timestamps:
            config.set_timestamps(version, timestamps)
            await cli(state, "pbx", "manager reload")
            state["timestamps"] = timestamps
            _write_state(state)
            log(f"Asterisk {version}: timestamps {'on' if timestamps else 'off'}")
        return state
    if state:
        await down(version, log=log)
    roots.build(version, log)
    ports = _free_ports(6)
    state = {"version": version, "timestamps": timestamps, "slots": slots, "dead": ports[4]}
    for role, sip, port in (("pbx", ports[0], ports[1]), ("phones", ports[2], ports[3])):
        state[role] = {"sip": sip, "ami": port, "rtp": RTP[version, role]}
    state["pbx"]["ari"] = ports[5]
    for role in ROLES:
        config.write(version, role, state[role] | {
            "pbx_sip": state["pbx"]["sip"], "phones_sip": state["phones"]["sip"], "dead": state["dead"],
        }, timestamps, slots)
        _start(state, role)
        _write_state(state)
    try:
        for role in ROLES:
            await _ready(state, role)
    except LabError:
        await down(version, log=log)          # who comes next must not take it for one that is up
        raise
    log(f"Asterisk {version} is up: AMI of the PBX on 127.0.0.1:{state['pbx']['ami']}, SIP on {state['pbx']['sip']}")
    return state


async def restart(state: dict, role: str) -> None:
    """Starts an Asterisk of the lab again, with the configuration and ports that it had."""
    _start(state, role)
    _write_state(state)
    await _ready(state, role)


async def down(version: str, log=print) -> None:
    """Ends the processes that `up` started, and no others."""
    file = paths.state_file(version)
    if not file.exists():
        return
    state = json.loads(file.read_text())
    for role in ROLES:
        await end(state.get(role))
    file.unlink()
    log(f"Asterisk {version} is down")


async def end(process: dict | None, how: int = signal.SIGTERM) -> None:
    """Ends one process of ours and waits until it is gone; after 10 s, with force."""
    if not is_running(process):
        return
    os.kill(process["pid"], how)
    for _ in range(100):
        if not is_running(process):
            return
        await asyncio.sleep(0.1)
    os.kill(process["pid"], signal.SIGKILL)


async def cli(state: dict, role: str, command: str) -> str:
    """Runs a command of Asterisk's console."""
    connection = await ami.Connection.open(state[role]["ami"], "lab", "lab")
    try:
        answer = await connection.action("Command", Command=command, check=False)
        return answer.get("Output", answer.get("Message", ""))
    finally:
        await connection.close()


def folder(state: dict, role: str) -> Path:
    """Where this Asterisk keeps everything of its own, seen from outside."""
    return paths.root(state["version"]) / "lab" / role


def _start(state: dict, role: str) -> None:
    command = ["asterisk", "-f", "-g", "-C", f"/lab/{role}/etc/asterisk.conf"]
    console = folder(state, role) / "log/console"
    with console.open("ab") as out:
        process = subprocess.Popen(
            roots.inside(paths.root(state["version"]), command),
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            cwd="/", env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": "dumb", "LANG": "C.UTF-8"},
        )
    state[role] |= {"pid": process.pid, "started": _start_time(process.pid)}


async def _ready(state: dict, role: str, limit: float = 90) -> None:
    """Waits for Asterisk to say that it is fully booted."""
    booted = asyncio.Event()
    deadline = time.monotonic() + limit

    def see(event: dict) -> None:
        if event.get("Event") == "FullyBooted":
            booted.set()

    while time.monotonic() < deadline and is_running(state[role]):
        try:
            connection = await ami.Connection.open(state[role]["ami"], "lab", "lab", on_event=see)
        except (OSError, ami.AMIError, asyncio.TimeoutError):
            await asyncio.sleep(0.3)
            continue
        try:
            await asyncio.wait_for(booted.wait(), 60)
            return
        except asyncio.TimeoutError:
            break
        finally:
            await connection.close()
    where = folder(state, role) / "log"
    raise LabError(f"{role} of Asterisk {state['version']} did not start: see {where}/console and {where}/messages")


def _write_state(state: dict) -> None:
    file = paths.state_file(state["version"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(state, indent=2) + "\n")


def _start_time(pid: int) -> int | None:
    try:
        # the name stands in brackets and may hold spaces; the rest are fields 3 and on
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def _free_ports(count: int) -> list[int]:
    """Ports of the loopback that are free for UDP and TCP alike."""
    held = []
    while len(held) < count:
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        tcp.bind(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind(tcp.getsockname())
        except OSError:
            tcp.close()
            continue
        held.append((tcp, udp))
    numbers = [tcp.getsockname()[1] for tcp, _ in held]
    for pair in held:
        for each in pair:
            each.close()
    return numbers
