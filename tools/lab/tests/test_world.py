"""The judge of what is kept: a true world passes, and every way in which the product could be wrong is seen.

Run with `python3 -m unittest discover -s tools/lab/tests`.
"""

import json
import sys
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab import kept, lists, world   # noqa: E402
from lab.lists import Moment   # noqa: E402

T = 1_800_000_000.0
LISTED = {
    "DeviceStateList": [{"Device": "PJSIP/21", "State": "INUSE"}, {"Device": "PJSIP/22", "State": "NOT_INUSE"},
                        {"Device": "PJSIP/trunk1", "State": "INUSE"}, {"Device": "Queue:support_avail", "State": "NOT_INUSE"}],
    "QueueStatus": [
        {"Event": "QueueParams", "Queue": "support"},
        {"Event": "QueueMember", "Queue": "support", "Name": "Anna", "Location": "PJSIP/21", "Status": "2", "Paused": "0"},
        {"Event": "QueueMember", "Queue": "support", "Name": "Bert", "Location": "PJSIP/22", "Status": "1", "Paused": "1"},
        {"Event": "QueueMember", "Queue": "support", "Name": "Chris", "Location": "PJSIP/23", "Status": "5", "Paused": "0"},
        {"Event": "QueueEntry", "Queue": "support", "Wait": "7"}],
    "VoicemailUsersList": [{"VoiceMailbox": "21", "VMContext": "lab", "NewMessageCount": "1", "OldMessageCount": "2"}],
    "PJSIPShowEndpoints": [{"ObjectName": "trunk1", "DeviceState": "In use"}, {"ObjectName": "21", "DeviceState": "In use"}],
    "PJSIPShowRegistrationsOutbound": [],
    "CoreShowChannels": [{"Channel": "PJSIP/21-00000001", "Linkedid": "1.0"}, {"Channel": "PJSIP/trunk1-00000002", "Linkedid": "1.0"}],
}
TRUE = {
    "extension/21/state": {"extension": "21", "state": "busy", "call_id": "1.0"},
    "extension/22/state": {"extension": "22", "state": "idle"},
    "trunk/trunk1/state": {"trunk": "trunk1", "state": "online", "calls": 1},
    "queue/support/state": {"queue": "support", "callers": 1, "longest_wait_seconds": 2.0, "members_free": 0, "members_busy": 1,
                            "members_paused": 1, "members_unavailable": 1},
    "mailbox/21@lab/state": {"mailbox": "21@lab", "new": 1, "old": 2},
}


def stamp(at):
    return datetime.fromtimestamp(T + at, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(listed=LISTED):
    return Moment(T, T, lists.rows(listed, ["PJSIP/trunk*"]))


def had(changed={}, at=-5.0, later={}):
    """What is kept from five seconds before on, and what comes to be kept `later` (seconds, topic and payload)."""
    lines = []
    for topic, payload in (TRUE | changed).items():
        lines.append((T + at, topic, payload))
    lines += [(T + seconds, topic, payload) for topic, (seconds, payload) in later.items()]
    text = "\n".join(f"{time} asterisk/{topic} " + ("" if payload is None else json.dumps(payload | {"timestamp": stamp(time - T)}))
                     for time, topic, payload in sorted(lines, key=lambda line: line[0]))
    return kept.by_arrival(text)


def differences(changed={}, listed=LISTED, **more):
    return world.differences(moment(listed), had(changed, **more))


class What_is_kept(unittest.TestCase):
    def test_a_true_world_passes(self):
        self.assertEqual(differences(), [])
        self.assertEqual(world.invented(moment(), had()), [])

    def test_each_field_that_is_wrong_is_seen(self):
        for topic, field, value in (
                ("extension/21/state", "state", "ringing"), ("extension/22/state", "state", "busy"), ("trunk/trunk1/state", "state", "offline"),
                ("trunk/trunk1/state", "calls", 0), ("queue/support/state", "callers", 0), ("queue/support/state", "members_free", 1),
                ("queue/support/state", "members_paused", 0), ("queue/support/state", "longest_wait_seconds", 20.0),
                ("mailbox/21@lab/state", "new", 0), ("mailbox/21@lab/state", "old", 3)):
            with self.subTest(topic=topic, field=field):
                wrong = differences({topic: TRUE[topic] | {field: value}})
                self.assertEqual(len(wrong), 1)
                self.assertIn(f"{topic}: {field} is {value}", wrong[0])

    def test_what_is_missing_is_seen(self):
        for topic in TRUE:
            with self.subTest(topic=topic):
                self.assertIn("nothing is kept of it", differences({topic: None})[0])

    def test_a_lamp_says_a_call_of_its_phone(self):
        topic = "extension/21/state"
        self.assertIn("call_id is None", differences({topic: {"extension": "21", "state": "busy"}})[0])
        self.assertIn("call_id is 2.0", differences({topic: {"extension": "21", "state": "busy", "call_id": "2.0"}})[0])
        self.assertIn("idle", differences({"extension/22/state": {"extension": "22", "state": "idle", "call_id": "1.0"}})[0])

    def test_a_channel_that_rings_on_for_a_call_that_became_another_is_in_that(self):
        other = had({"extension/21/state": {"extension": "21", "state": "busy", "call_id": "2.0"}})
        self.assertEqual(world.differences(moment(), other, joined={"1.0": {"2.0"}}), [])
        self.assertIn("call_id is 2.0", world.differences(moment(), other, joined={"1.0": {"3.0"}})[0])

    def test_what_comes_a_little_later_is_not_wrong_and_what_comes_too_late_is(self):
        wrong = {"extension/21/state": {"extension": "21", "state": "ringing", "call_id": "1.0"}}
        right = TRUE["extension/21/state"]
        self.assertEqual(differences(wrong, later={"extension/21/state": (0.3, right)}), [])
        self.assertEqual(len(differences(wrong, later={"extension/21/state": (3, right)})), 1)

    def test_a_wait_grows_by_itself(self):
        # published five seconds ago with two seconds: seven by now
        self.assertEqual(differences(), [])
        slow = {"queue/support/state": TRUE["queue/support/state"]}
        self.assertEqual(len(differences(slow, at=-30.0)), 1)

    def test_what_the_pbx_does_not_list_is_invented(self):
        self.assertIn("queue/sales/state", world.invented(moment(), had({"queue/sales/state": {"queue": "sales"}}))[0])
        gone = had({"queue/sales/state": {"queue": "sales"}}, later={"queue/sales/state": (-1, None)})
        self.assertEqual(world.invented(moment(), gone), [])

    def test_a_registration_that_is_refused_makes_its_trunk_offline(self):
        account = {"ObjectName": "account", "Endpoint": "trunk1", "Status": "Rejected"}
        listed = LISTED | {"PJSIPShowRegistrationsOutbound": [account]}
        self.assertIn("the PBX says offline", differences(listed=listed)[0])
        both = LISTED | {"PJSIPShowRegistrationsOutbound": [account, {"ObjectName": "trunk1", "Endpoint": "", "Status": "Registered"}]}
        self.assertEqual(differences(listed=both), [])

    def test_while_the_pbx_can_not_be_heard_nothing_is_compared(self):
        away = had({topic: None for topic in TRUE})
        self.assertEqual(len(world.judge([moment()], away)[0]), len(TRUE))
        away.note(T - 60, "asterisk/pbx/status", '{"state": "offline"}')
        self.assertEqual(world.judge([moment()], away)[0], [])
        # as soon as it says that it hears it again, it must be right, after it has asked
        away.note(T - 50, "asterisk/pbx/status", '{"state": "online"}')
        self.assertEqual(len(world.judge([moment()], away)[0]), len(TRUE))

    def test_what_was_listed_is_kept_beside_a_recording_a_line_a_row(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "some.states.jsonl"
            world.write(file, [moment()])
            rows = [json.loads(line) for line in file.read_text().splitlines()]
        self.assertEqual({row["topic"] for row in rows}, set(TRUE))
        self.assertEqual({row["at"] for row in rows}, {T})


if __name__ == "__main__":
    unittest.main()
