"""Compares what was said in a scenario with what its file expects, event by event."""

from . import contract, judging
from .judging import Told
from .scenario import Scenario

# of each phone and each agent, beside the call's own story: only looked at where a scenario speaks of them
_ASIDE = {"phone_ringing", "phone_stopped", "agent_called", "agent_connected", "agent_completed", "agent_missed"}
# fields that name somebody: a plain string in a scenario is the extension
_PARTIES = {"from", "to", "by", "transferred_by", "answered_by", "party", "phone", "agent"}


def differing(scenario: Scenario, told: dict[str, Told]) -> list[str]:
    """What differs from what a scenario expects; nothing where it went the other way that Asterisk itself can go."""
    found = compare(scenario.expect, told)
    return [] if found and scenario.otherwise and not compare(scenario.otherwise, told) else found


def compare(expected: list[list[dict]], told: dict[str, Told], events: frozenset[str] | None = None) -> list[str]:
    """What differs, in words; calls are matched in the order in which they began.

    Only `events` are looked for: those that the spec declares.
    """
    events = contract.declared() if events is None else events
    expected = [[event for event in call if event["event"] in events] for call in expected]
    calls = sorted(told.values(), key=lambda call: judging.order(call.call_id))
    ids = [call.call_id for call in calls]
    found = []
    if len(calls) != len(expected):
        found.append(f"{len(expected)} calls expected, {len(calls)} told")
    for number, (wanted, call) in enumerate(zip(expected, calls), 1):
        name = f"call {number}: " if len(expected) > 1 else ""
        aside = _ASIDE - {event["event"] for event in wanted}
        messages = [message for message in call.messages if message.get("event") not in aside]
        said = _order([message.get("event") for message in messages])
        want = _order([event["event"] for event in wanted])
        if want != said:
            found.append(f"{name}expected {' → '.join(want) or 'nothing'}, told {' → '.join(map(str, said)) or 'nothing'}")
        for event, message in _pairs(wanted, messages):
            for field, value in event.items():
                if field == "merged_into":
                    value = ids[value] if value < len(ids) else value
                if not matches(field, value, message.get(field)):
                    found.append(f"{name}{event['event']}: {field} is {message.get(field)!r}, expected {value!r}")
    return found


def _order(events: list[str]) -> list[str]:
    """The call's story in its order, then what was told beside it: of the same moment either may come first."""
    return [event for event in events if event not in _ASIDE] + [event for event in events if event in _ASIDE]


def matches(field: str, wanted, said) -> bool:
    """Whether a field says what is expected; of an object only the named members count."""
    if field in _PARTIES:
        if isinstance(said, str):
            said = {"extension": said}
        if isinstance(wanted, str):
            wanted = {"extension": wanted}
        return isinstance(said, dict) and all(said.get(name) == value for name, value in wanted.items())
    if isinstance(wanted, list):
        left = list(said or [])
        for item in wanted:
            hit = next((each for each in left if matches("party", item, each)), None)
            if hit is None:
                return False
            left.remove(hit)
        return not left
    return wanted == said


def _pairs(wanted: list[dict], messages: list[dict]):
    """Each expected event with the message of the same name and place among its like."""
    seen: dict[str, int] = {}
    for event in wanted:
        like = [message for message in messages if message.get("event") == event["event"]]
        place = seen.get(event["event"], 0)
        seen[event["event"]] = place + 1
        if place < len(like):
            yield event, like[place]
