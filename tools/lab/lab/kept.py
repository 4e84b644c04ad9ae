"""What the broker keeps of phones, trunks, queues and mailboxes, and when it came to keep it."""

import json
import re
from dataclasses import dataclass, field

# mosquitto_sub writes lines of `SECONDS TOPIC JSON` with this format
FORMAT = "%U %t %p"
_STATE = re.compile(r"^[^/]+/((?:extension|trunk|queue|mailbox)/[^/]+/state)$")


@dataclass
class Kept:
    """Of each topic, without its prefix: what was kept from which time on (seconds since 1970), None where nothing was."""
    values: dict[str, list[tuple[float, dict | None]]] = field(default_factory=dict)
    # whether the PBX could be heard, as the daemon says, from which time on; not known of a recording
    heard: list[tuple[float, bool]] = field(default_factory=list)

    def could_be_heard(self, began: float, ended: float) -> bool:
        """Whether the PBX could be heard all the time from one to the other."""
        before = [state for time, state in self.heard if time <= began]
        return not self.heard or (bool(before) and before[-1] and all(state for time, state in self.heard if began < time <= ended))

    def during(self, topic: str, began: float, ended: float) -> list[dict | None]:
        """All that was kept at any time from one to the other."""
        found: list[dict | None] = [None]
        for time, value in self.values.get(topic, []):
            if time > ended:
                break
            if time <= began:
                found = [value]
            else:
                found.append(value)
        return found

    def topics(self, time: float) -> set[str]:
        """The topics that were kept at a time."""
        return {topic for topic in self.values if self.during(topic, time, time)[-1] is not None}

    def note(self, time: float, topic: str, body: str) -> None:
        """Notes what is kept on a topic from now on; nothing where the body is empty."""
        if topic.endswith("/pbx/status") and body:
            self.heard.append((time, json.loads(body)["state"] == "online"))
        if match := _STATE.match(topic):
            self.values.setdefault(match[1], []).append((time, json.loads(body) if body.strip() else None))


def by_arrival(text: str) -> Kept:
    """From the lines of a subscriber that writes `FORMAT`."""
    kept = Kept()
    for line in text.splitlines():
        time, _, rest = line.partition(" ")
        topic, _, body = rest.partition(" ")
        kept.note(float(time), topic, body)
    return kept
