"""Which events the spec declares. An event of the contract that the spec does not declare is not missed."""

import json
from functools import cache
from pathlib import Path

from . import paths

CORE = frozenset(("ringing", "answered", "hungup"))


@cache
def declared(spec: Path = paths.PROJECT / "spec/calls.json") -> frozenset[str]:
    """The names of the spec's messages; the core ones always."""
    return CORE | frozenset(json.loads(spec.read_text())["messages"])
