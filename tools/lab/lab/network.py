"""A network namespace for the daemon, which a cable joins to this machine: a cable can be pulled, a machine can vanish."""

import itertools
import os
import subprocess

# Link-local addresses (RFC 3927): whatever else is connected here has none in use that we would hide.
HERE, THERE = "169.254.83.1", "169.254.83.2"


class Network:
    """The daemon's own network, as if it ran on another machine. Only what its programs say goes through it."""

    _numbers = itertools.count()

    def __init__(self):
        self._name = f"lab-{os.getpid()}-{next(self._numbers)}"
        self._end = f"lab{os.getpid()}"          # a device's name has at most 15 characters

    @staticmethod
    def missing() -> str:
        """Why there can be none here; empty where there can."""
        try:
            subprocess.run(["unshare", "--net", "ip", "link", "add", "lab", "type", "veth"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return getattr(error, "stderr", b"").decode().strip() or str(error)
        return ""

    def up(self) -> None:
        self._ip("netns", "add", self._name)
        self._ip("link", "add", self._end, "type", "veth", "peer", "name", "eth0", "netns", self._name)
        self._ip("address", "add", f"{HERE}/30", "dev", self._end)
        self.join()
        for command in (("address", "add", f"{THERE}/30", "dev", "eth0"), ("link", "set", "eth0", "up"), ("link", "set", "lo", "up")):
            self._ip("-netns", self._name, *command)

    def part(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._ip("link", "set", self._end, "down")

    def join(self) -> None:
        self._ip("link", "set", self._end, "up")

    def down(self) -> None:
        """It is gone with all its connections, and nobody is told."""
        subprocess.run(["ip", "link", "del", self._end], capture_output=True)
        subprocess.run(["ip", "netns", "del", self._name], capture_output=True)

    def inside(self, command: list[str]) -> list[str]:
        """A command that runs in it."""
        return ["ip", "netns", "exec", self._name, *command]

    @staticmethod
    def _ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
