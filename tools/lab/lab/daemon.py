"""The real daemon between the PBX and a broker of its own, and what a subscriber of that broker receives."""

import asyncio
import json
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from . import ami, asterisk, kept
from .line import Line
from .network import Network

# the channel variable that events carry, as channelvars in manager.conf has it
VARIABLE = "CRM_ID"
# the lines outside, where the daemon is told
TRUNKS = ["PJSIP/trunk*", "PJSIP/deadtrunk-*"]
# Needs the Python package jsonschema, and says so.
_CHECK = Path(__file__).resolve().parents[2] / "check-json"


class Bridge:
    """mosquitto, mosquitto_sub and the daemon, started by us and ended by us.

    `received` is the file to which mosquitto_sub writes `TOPIC JSON` lines as they come; another writes when it got what is
    kept of phones, trunks, queues and mailboxes.
    """

    def __init__(self, state: dict, binary: Path, ami_line: Line | None = None, broker_line: Line | None = None,
                 network: Network | None = None, trunks: bool = False):
        """`ami_line`, `broker_line`: by which ways the daemon reaches AMI and the broker, if not directly; with the
        second, broker and subscriber remember what they had when the broker is killed. `network`: where the daemon is, if
        not among everybody else. `trunks`: whether it is told which lines lead outside."""
        self.state, self.binary = state, binary.resolve()
        self._ami_line, self._broker_line, self._network = ami_line, broker_line, network
        self.trunks = TRUNKS if trunks else []
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def __aenter__(self) -> "Bridge":
        self.folder = Path(tempfile.mkdtemp(prefix="asterisk-mqtt-lab-"))
        self.received = self.folder / "received.txt"
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, failure, *_) -> None:
        await self.stop()

    async def _start(self) -> None:
        for tool in ("mosquitto", "mosquitto_sub"):
            if not shutil.which(tool):
                raise asterisk.LabError(f"{tool} is missing: tools/lab/doctor says what to install")
        port = self._broker_port = _free_port()
        conf = self.folder / "mosquitto.conf"
        # the subscriber must get all there is, however slow this machine is just then
        conf.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0\n")
        lasting = []
        if self._broker_line:
            with conf.open("a") as more:
                more.write(f"user root\npersistence true\npersistence_location {self.folder}/\nautosave_on_changes true\nautosave_interval 1\n")
            lasting = ["-c", "-i", "the-lab"]
        await self.start_broker()
        command = ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-q", "1", "-v", "-t", "#"]
        await self._spawn("received", command + lasting)
        topics = [word for topic in ("extension", "trunk", "queue", "mailbox") for word in ("-t", f"+/{topic}/+/state")]
        lasting = lasting and [*lasting[:-1], "the-lab-watches"]
        await self._spawn("kept", [*command[:5], "-q", "1", "-F", kept.FORMAT, *topics, "-t", "+/pbx/status", *lasting])
        broker = f"127.0.0.1:{port}"
        if self._broker_line:
            self._broker_line.aim(port)
            await self._broker_line.open()
            broker = f"{self._broker_line.host}:{self._broker_line.port}"
        host, port = "127.0.0.1", self.state["pbx"]["ami"]
        if self._ami_line:
            host, port = self._ami_line.host, self._ami_line.port
        settings = self.folder / "asterisk-mqtt.yaml"
        settings.write_text(
            f"ami:\n  host: {host}\n  port: {port}\n  username: bridge-modest\n  secret: bridge\n"
            f"mqtt:\n  broker: mqtt://{broker}\nstore:\n  folder: {self.folder}\n"
            f"calls:\n  variables: [{VARIABLE}]\n"
            + (f"pbx:\n  trunks: {json.dumps(self.trunks)}\n" if self.trunks else ""))
        self._settings = settings
        await self.start_daemon()
        await self.logged_in()

    async def start_daemon(self) -> None:
        command = [str(self.binary), "run", "--config", str(self._settings)]
        await self._spawn("daemon", self._network.inside(command) if self._network else command)

    async def start_broker(self) -> None:
        await self._spawn("mosquitto", ["mosquitto", "-c", str(self.folder / "mosquitto.conf")])
        await _until_open(self._broker_port)

    async def kill(self, name: str) -> None:
        """Ends the `daemon` or the broker (`mosquitto`) without asking it."""
        process = self._processes.pop(name)
        process.kill()
        await process.wait()

    async def logged_in(self, limit: float = 30) -> None:
        """Waits until the daemon is logged in to AMI."""
        for _ in range(int(limit / 0.3)):
            if self._processes["daemon"].returncode is not None:
                raise asterisk.LabError(f"the daemon ended by itself: {self._tail('daemon')}")
            if "bridge" in await asterisk.cli(self.state, "pbx", "manager show connected"):
                await asyncio.sleep(0.5)          # it asks what is going on first
                return
            await asyncio.sleep(0.3)
        raise asterisk.LabError(f"the daemon did not log in to AMI: {self._tail('daemon')}")

    async def hears(self, pbx: ami.Connection, limit: float) -> None:
        """Waits until the daemon tells of what the PBX says now: who is connected may not know that the other has gone."""
        word, mark, deadline = f"heard-{time.time_ns()}", self.mark(), time.monotonic() + limit
        while time.monotonic() < deadline and self._processes["daemon"].returncode is None:
            # again and again: what is said before it is logged in, it never hears
            await pbx.action("UserEvent", UserEvent="Lab", Word=word)
            await asyncio.sleep(0.2)
            if word in self.since(mark):
                return
        raise asterisk.LabError(f"the daemon does not hear what the PBX says: {self._tail('daemon')}")

    def complaints(self) -> list[str]:
        """Whether it ended by itself, and what it says of going wrong."""
        lines = (self.folder / "daemon.log").read_text(errors="replace").splitlines()
        loud = [line for line in lines if re.search(r"\b(error|critical|fatal)\b", line, re.I)][:20]
        return self.ended() + loud + self.misshapen()

    def ended(self) -> list[str]:
        """Whether it ended by itself."""
        return [f"it ended by itself: {self._tail('daemon')}"] if self._processes["daemon"].returncode is not None else []

    def misshapen(self) -> list[str]:
        """What of all that was received is not as its schema in spec/generated says."""
        told = self.folder / "told"
        lines = self.received.read_text(errors="replace").splitlines()
        told.write_text("\n".join(line for line in lines if not line.startswith(("asterisk/bridge/", "asterisk/pbx/"))) + "\n")
        if not told.read_text().strip():
            return []
        checked = subprocess.run([_CHECK, "--payloads", told], capture_output=True, text=True)
        if checked.returncode == 0:
            return []
        return (checked.stdout + checked.stderr).splitlines()[-20:]

    def memory(self) -> tuple[int, int]:
        """Its resident memory now and at most, in KiB."""
        status = Path("/proc", str(self._processes["daemon"].pid), "status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM"))

    def mark(self) -> int:
        return self.received.stat().st_size

    def since(self, mark: int) -> str:
        """What was received after the file was that long."""
        with self.received.open("rb") as source:
            source.seek(mark)
            return source.read().decode()

    def kept(self) -> kept.Kept:
        """What was kept until now, and since when."""
        return kept.by_arrival((self.folder / "kept.txt").read_text())

    async def settled(self, quiet: float = 0.7, limit: float = 20) -> None:
        """Waits until nothing has been received for a moment."""
        size, waited = -1, 0.0
        while size != (now := self.mark()) and waited < limit:
            size = now
            await asyncio.sleep(quiet)
            waited += quiet

    async def stop(self) -> None:
        for process in reversed(self._processes.values()):
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                try:
                    await asyncio.wait_for(process.wait(), 10)
                except asyncio.TimeoutError:
                    process.kill()
                    await process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _spawn(self, name: str, command: list[str]) -> None:
        subscribes = name in ("received", "kept")
        with (self.folder / f"{name}.{'txt' if subscribes else 'log'}").open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stdout=out,
                stderr=asyncio.subprocess.DEVNULL if subscribes else asyncio.subprocess.STDOUT)
        self._processes[name] = process

    def _tail(self, name: str) -> str:
        lines = (self.folder / f"{name}.log").read_text(errors="replace").splitlines()
        return " / ".join(lines[-5:]) or "it said nothing"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def _until_open(port: int) -> None:
    for _ in range(50):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise asterisk.LabError("mosquitto did not start")
