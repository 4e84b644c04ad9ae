"""Keeps what the PBX said: the AMI stream as it came, and its own CDR and CEL rows.

Of each scenario, NAME.raw (from the banner and the login's response on), NAME.cdr.csv and NAME.cel.csv
(with a first row that names the columns; times in seconds since 1970).
"""

import asyncio
import csv
import io
import os
import signal
from pathlib import Path

from . import ami, asterisk, config, contract, world
from .daemon import TRUNKS


class Capture:
    """Records from `start` to `stop`; its files are named after `name` in `folder`."""

    def __init__(self, state: dict, folder: Path, name: str, wiretap: Path | None = None, lists: bool = False):
        """With `wiretap` the stream is recorded by `wiretap capture`, else by the lab itself. `lists`: whether the PBX is asked
        for what it lists, as the daemon asks; then NAME.states.jsonl has what it listed at some moments, too."""
        self.state, self.folder, self.name, self.wiretap, self._lists = state, folder, name, wiretap, lists
        self._moments: list[world.Moment] = []

    async def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._marks = {kind: size(file) for kind, file in accounts(self.state).items()}
        raw = self.folder / f"{self.name}.raw"
        if self.wiretap:
            await self._start_wiretap(raw)
            return
        self._raw = raw.open("wb")
        self._connection = await ami.Connection.open(
            self.state["pbx"]["ami"], "bridge", "bridge", plain_login=True, tee=self._raw.write)
        if self._lists:
            for action in contract.asked():
                await self._connection.list(action)

    async def list(self) -> None:
        """Asks what the PBX lists, over a connection of its own."""
        watch = world.Watch(self.state, TRUNKS)
        self._moments.append(await watch.now())

    async def stop(self) -> None:
        await asyncio.sleep(0.3)          # CDR and CEL are written by other threads, a little later
        if self.wiretap:
            if self._process.returncode is None:
                self._process.send_signal(signal.SIGINT)
            await asyncio.wait_for(self._process.wait(), 10)
        else:
            await self._connection.close()
            self._raw.close()
        if self._lists:
            world.write(self.folder / f"{self.name}.states.jsonl", self._moments)
        for kind, file in accounts(self.state).items():
            rows = read_rows(file, self._marks[kind])
            columns = config.CDR_COLUMNS if kind == "cdr" else config.CEL_COLUMNS
            with (self.folder / f"{self.name}.{kind}.csv").open("w", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(rows)


    async def _start_wiretap(self, raw: Path) -> None:
        self._process = await asyncio.create_subprocess_exec(
            str(self.wiretap.resolve()), "capture", "--port", str(self.state["pbx"]["ami"]), "--user", "bridge", "--plain-login",
            "--force", "--output", str(raw), env=os.environ | {"AMI_SECRET": "bridge"},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL)
        for _ in range(100):
            if raw.exists() and b"FullyBooted" in raw.read_bytes():
                return
            await asyncio.sleep(0.1)
        raise asterisk.LabError(f"wiretap capture did not log in to the PBX; try it by hand: see `{self.wiretap} capture --help`")


def accounts(state: dict) -> dict[str, Path]:
    """Where the PBX writes its own account."""
    log = asterisk.folder(state, "pbx") / "log"
    return {kind: log / f"{kind}-custom/Master.csv" for kind in ("cdr", "cel")}


def queue_log(state: dict) -> Path:
    """Where its queues write their own."""
    return asterisk.folder(state, "pbx") / "log/queue_log"


def read_rows(file: Path, after: int = 0) -> list[list[str]]:
    """The rows that were written after the file had that many bytes."""
    if not file.exists():
        return []
    with file.open("rb") as source:
        source.seek(after)
        return list(csv.reader(io.StringIO(source.read().decode("utf-8", "replace"))))


def size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
