"""The judge of queues and agents: what agrees with the queues' log passes, and what does not is seen.

Run with `python3 -m unittest discover -s tools/lab/tests`.
"""

import copy
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab import queuelog   # noqa: E402
from lab.judging import Told   # noqa: E402

LOG = """1800000000|NONE|NONE|NONE|QUEUESTART|
1800000001|7.0|support|NONE|ENTERQUEUE||21|2
1800000004|7.0|support|Bert|RINGNOANSWER|3000
1800000009|7.0|support|Chris|CONNECT|8|7.2|2
1800000029|7.0|support|Chris|COMPLETEAGENT|8|20|2
1800000030|8.0|support|NONE|ENTERQUEUE||22|1
1800000035|8.0|support|NONE|ABANDON|1|1|5
"""
MEMBERS = {("support", "Bert"): "PJSIP/22", ("support", "Chris"): "Local/23@internal"}
# 8.0 came to call 5.0 by a transfer
CALLS = {"7.0": {"7.0"}, "8.0": {"8.0", "5.0"}}


def agent(extension, name=None):
    return {"extension": extension} | ({"name": name} if name else {})


def told():
    return {
        "7.0": Told("7.0", [
            {"event": "queued", "queue": "support", "position": 2},
            {"event": "agent_missed", "queue": "support", "agent": agent("22")},
            {"event": "agent_connected", "queue": "support", "agent": agent("23", "Chris"), "hold_duration_seconds": 8},
            {"event": "answered"},
            {"event": "agent_completed", "queue": "support", "agent": agent("23", "Chris"), "hold_duration_seconds": 8, "talk_duration_seconds": 20},
            {"event": "hungup"}]),
        "5.0": Told("5.0", [{"event": "queued", "queue": "support", "position": 1}, {"event": "abandoned", "queue": "support"}]),
    }


def entries(text=LOG):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "queue_log"
        file.write_text(text)
        return queuelog.read(file)


def differences(change=None, log=LOG):
    calls = copy.deepcopy(told())
    if change:
        change(calls)
    return queuelog.judge(entries(log), calls, CALLS, MEMBERS)


class Queues(unittest.TestCase):
    def test_what_the_log_counts_after_the_caller_was_gone_was_no_talk(self):
        def shorter(calls):
            calls["7.0"].messages[4]["talk_duration_seconds"] = 16.2
        self.assertIn("talk_duration_seconds is 16.2", differences(shorter)[0])
        calls = copy.deepcopy(told())
        shorter(calls)
        self.assertEqual(queuelog.judge(entries(), calls, CALLS, MEMBERS, gone={"7.0": 1800000025.0}), [])

    def test_what_agrees_passes(self):
        self.assertEqual(differences(), [])
        self.assertEqual(queuelog.count(entries()), "ABANDON 1, COMPLETEAGENT 1, CONNECT 1, ENTERQUEUE 2, RINGNOANSWER 1")

    def test_each_message_that_is_missing_is_seen(self):
        for call, name in (("7.0", "queued"), ("7.0", "agent_missed"), ("7.0", "agent_connected"), ("7.0", "agent_completed"), ("5.0", "abandoned")):
            with self.subTest(name):
                def leave_out(calls):
                    calls[call].messages = [message for message in calls[call].messages if message["event"] != name]
                self.assertIn(f"{name} is missing", differences(leave_out)[0])

    def test_what_is_invented_or_told_twice_is_seen(self):
        def again(calls):
            calls["7.0"].messages.append(dict(calls["7.0"].messages[2]))
        self.assertIn("the queue's log has none", differences(again)[0])
        self.assertIn("the queue's log has none", differences(log=LOG.replace("8.0|support|NONE|ABANDON", "8.0|support|NONE|OTHER"))[0])

    def test_the_wrong_agent_queue_place_wait_or_talk_is_seen(self):
        for place, field, value, found in (
                (2, "agent", agent("22"), "agent is 22"), (2, "agent", None, "agent is nobody"), (2, "hold_duration_seconds", 30, "is 30"),
                (4, "talk_duration_seconds", 2, "is 2"), (4, "talk_duration_seconds", None, "is None"), (0, "position", 1, "position is 1"),
                (0, "queue", "sales", "is missing")):
            with self.subTest(field=field, value=value):
                def change(calls):
                    calls["7.0"].messages[place][field] = value
                self.assertIn(found, differences(change)[0])

    def test_an_agent_is_known_by_name_or_by_number(self):
        def by_name(calls):
            calls["7.0"].messages[2]["agent"] = {"extension": "900", "name": "Chris"}
        self.assertEqual(differences(by_name), [])

    def test_another_call_is_not_the_callers(self):
        def elsewhere(calls):
            calls["9.0"] = Told("9.0", [calls["5.0"].messages.pop()])
        self.assertEqual(len(differences(elsewhere)), 2)


if __name__ == "__main__":
    unittest.main()
