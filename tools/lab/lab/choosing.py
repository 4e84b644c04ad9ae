"""Which scenarios a check of a change plays: those that the change could break, and a part of the rest by lot.

Every stream that is kept as a fixture is judged anyway. What is played live beside that is

- a scenario whose file changed, or that dials or names something in a changed line of the dialplans and the other
  configuration;
- where the spec or the program changed, a scenario whose fixture holds an event that a changed line speaks of, unless
  half of all fixtures hold it; and a scenario of which there is no fixture.

Those come by lot, too, where they are more than there is time for; those without a fixture last.
"""

import random
import re
import subprocess
from functools import cache
from pathlib import Path

from . import paths

_WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]{3,}")
# in the texts of tools/lab/etc, what begins with a slot's prefix: an extension, a phone, a queue
_OURS = re.compile(r"@P@(\w+)")


def chosen(names: list[str], changes: dict[str, list[str]], most: int, seed: int) -> tuple[list[str], list[str]]:
    """The scenarios to play, at most `most` of them: those that the changes could break, and those drawn by lot, a quarter at
    least where there are so many."""
    lot = random.Random(seed)
    first: list[str] = []
    for some in _breakable(names, changes):
        first += lot.sample(some, min(len(some), most - most // 4 - len(first)))
    first.sort()
    rest = [name for name in names if name not in first]
    return first, sorted(lot.sample(rest, min(len(rest), most - len(first))))


def changes(base: str | None = None) -> dict[str, list[str]]:
    """The files that differ from where this branch began, or from `base`, with the lines that were added or taken away."""
    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(paths.PROJECT), *words], capture_output=True, text=True, errors="replace")
        return done.stdout if done.returncode == 0 else ""
    began = base or next((found for other in ("origin/main", "main") if (found := git("merge-base", "HEAD", other).strip())), "")
    if began == git("rev-parse", "HEAD").strip():
        began = "HEAD~1"          # on the main branch itself: what its last commit changed
    found: dict[str, list[str]] = {}
    file = ""
    for line in git("diff", "-U0", "--no-renames", began or "HEAD").splitlines():
        if line.startswith(("--- a/", "+++ b/")):
            file = line[6:]
            found.setdefault(file, [])
        elif file and line[:1] in "+-" and not line.startswith(("--- ", "+++ ")):
            found[file].append(line[1:])
    return found


def _breakable(names: list[str], changes: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """The scenarios that the changes are about, and those that they may be about as well as any other."""
    found, words, numbers = set(), set(), set()
    behaves = False
    for file, lines in changes.items():
        if file.startswith("tools/lab/scenarios/"):
            found.add(Path(file).stem)
        elif file.startswith("tools/lab/etc/"):
            numbers |= {number for line in lines for number in _OURS.findall(line)}
        elif file.startswith(("spec/calls.json", "Sources/")):
            behaves = True
            words |= {word for line in lines for word in _WORD.findall(line)}
    for name in names:
        if numbers and numbers & set(re.findall(r"\w+", _text(name))):
            found.add(name)
    unseen: set[str] = set()
    if behaves:
        events = {name: _events(name) for name in names}
        kept = [each for each in events.values() if each]
        rare = {word for word in words if sum(word in each for each in kept) * 2 < len(kept)}
        found |= {name for name, each in events.items() if rare & each}
        unseen = {name for name, each in events.items() if not each} - found
    return sorted(found & set(names)), sorted(unseen)


def _text(name: str) -> str:
    return (paths.SCENARIOS / f"{name}.json").read_text()


@cache
def _events(name: str) -> frozenset[str]:
    """The events in a scenario's fixtures; none where there is no fixture."""
    return frozenset(event for file in (paths.PROJECT / "Fixtures").glob(f"*/{name}.raw")
                     for event in re.findall(r"^Event: (\w+)", file.read_text(errors="replace"), re.M))

