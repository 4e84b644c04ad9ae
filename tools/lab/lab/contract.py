"""Which events the spec declares. An event of the contract that the spec does not declare is not missed."""

import json
from functools import cache
from pathlib import Path

from . import paths

CORE = frozenset(("ringing", "answered", "hungup"))


@cache
def asked(spec: Path = paths.PROJECT / "spec/calls.json") -> list[str]:
    """What the daemon asks after a login, by the spec."""
    ami = json.loads(spec.read_text())["ami"]
    return [ami["roll_call"]["action"], *ami["ask"]]


@cache
def declared(spec: Path = paths.PROJECT / "spec/calls.json") -> frozenset[str]:
    """The names of the spec's messages; the core ones always."""
    return CORE | frozenset(json.loads(spec.read_text())["messages"])
