"""Where the lab keeps things. All of it is under one folder outside the checkout, and nothing else is touched.

    HOME/roots/22        a Debian with Asterisk in it, built once
    HOME/state/22.json   ports and pids of the lab that is up
"""

import os
from pathlib import Path

VERSIONS = ("16", "22")

TOOLS = Path(__file__).resolve().parent.parent          # tools/lab
PROJECT = TOOLS.parent.parent
SCENARIOS = TOOLS / "scenarios"


def home() -> Path:
    """The lab's folder; `ASTERISK_MQTT_LAB` moves it (about 1.2 GB)."""
    if where := os.environ.get("ASTERISK_MQTT_LAB"):
        return Path(where)
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "asterisk-mqtt-lab"


def root(version: str) -> Path:
    """The Debian that holds this version of Asterisk."""
    return home() / "roots" / version


def state_file(version: str) -> Path:
    return home() / "state" / f"{version}.json"
