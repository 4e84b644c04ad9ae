"""What a scenario expects, and which scenarios a check of a change plays.

Run with `python3 -m unittest discover -s tools/lab/tests`.
"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab import choosing, config, expecting, scenario   # noqa: E402
from lab.judging import Told   # noqa: E402

EVENTS = frozenset(("ringing", "answered", "transferred", "hungup"))


def told(*messages):
    return {"1.0": Told("1.0", list(messages))}


def differences(expected, *messages):
    return expecting.compare([expected], told(*messages), EVENTS)


class Expectations(unittest.TestCase):
    def test_what_is_told_beside_the_story_may_come_before_or_after_what_happens_at_the_same_moment(self):
        events, expected = EVENTS | {"phone_stopped"}, [{"event": "phone_stopped"}, {"event": "answered"}, {"event": "hungup"}]
        for names in (["phone_stopped", "answered", "hungup"], ["answered", "phone_stopped", "hungup"]):
            self.assertEqual(expecting.compare([expected], told(*({"event": name} for name in names)), events), [])
        self.assertTrue(expecting.compare([expected], told({"event": "answered"}, {"event": "hungup"}), events))
        self.assertTrue(expecting.compare([expected], told(*({"event": name} for name in ("phone_stopped", "hungup", "answered"))), events))

    def test_asterisk_itself_can_go_another_way(self):
        one = scenario.Scenario("one", "", {}, [], expect=[[{"event": "hungup", "to": "22"}]], otherwise=[[{"event": "hungup", "to": "23"}]])
        for number, right in (("22", True), ("23", True), ("24", False)):
            found = expecting.differing(one, told({"event": "hungup", "to": {"extension": number}}))
            self.assertEqual(found == [], right, number)

    def test_no_name_is_expected(self):
        expected = [{"event": "answered", "to": {"extension": "22", "name": None}}]
        self.assertEqual(differences(expected, {"event": "answered", "to": {"extension": "22"}}), [])
        self.assertTrue(differences(expected, {"event": "answered", "to": {"extension": "22", "name": "Anna"}}))

    def test_of_two_that_ring_each_is_looked_for(self):
        wanted = [{"extension": "22", "name": None}, {"extension": "23", "name": "Chris"}]
        self.assertTrue(expecting.matches("destinations", wanted, [{"extension": "23", "name": "Chris"}, {"extension": "22"}]))
        self.assertFalse(expecting.matches("destinations", wanted, [{"extension": "22"}, {"extension": "22"}]))
        self.assertFalse(expecting.matches("destinations", wanted, [{"extension": "22"}]))

    def test_what_each_phone_does_is_looked_at_where_a_scenario_speaks_of_it(self):
        rings = {"event": "phone_ringing", "phone": {"extension": "22"}}
        self.assertEqual(differences([{"event": "ringing"}], rings, {"event": "ringing"}), [])

    def test_every_scenario_can_be_read(self):
        for name in scenario.names():
            one = scenario.load(name)
            self.assertTrue(one.about, name)
            for steps in one.phones.values():
                for call in steps if steps and isinstance(steps[0], list) else [steps]:
                    one.steps(call, 7)


class Choice(unittest.TestCase):
    def chosen(self, changes, most=200, seed=1, names=None):
        return choosing.chosen(names or scenario.names(), changes, most, seed)

    def test_the_same_seed_chooses_the_same(self):
        self.assertEqual(self.chosen({}, 20, 7), self.chosen({}, 20, 7))
        self.assertNotEqual(self.chosen({}, 20, 7), self.chosen({}, 20, 8))

    def test_a_changed_scenario_is_played(self):
        self.assertEqual(self.chosen({"tools/lab/scenarios/busy.json": ["{"]}, 1)[0], ["busy"])

    def test_a_changed_extension_has_whoever_dials_it_played(self):
        touched, _ = self.chosen({"tools/lab/etc/pbx/styles.slot.conf": ["exten => @P@955,1,Dial(PJSIP/@P@0501@trunk1,20)"]})
        self.assertIn("confirm-accepted", touched)
        self.assertNotIn("busy", touched)

    def test_a_changed_rule_has_played_what_its_event_happens_in(self):
        touched, _ = self.chosen({"spec/calls.json": ['"on": { "event": "ParkedCall" }']})
        self.assertIn("park-retrieve", touched)
        self.assertNotIn("busy", touched)

    def test_other_changes_break_none(self):
        self.assertEqual(self.chosen({"README.md": ["Parked"]}, 30)[0], [])

    def test_never_more_than_there_is_time_for(self):
        touched, drawn = self.chosen({"spec/calls.json": ["ParkedCall"]}, 5)
        self.assertEqual(len(touched) + len(drawn), 5)

    def test_a_part_is_always_drawn_by_lot(self):
        touched, drawn = self.chosen({"spec/calls.json": ["ParkedCall"]}, 8)
        self.assertEqual((len(touched), len(drawn)), (6, 2))


class Slots(unittest.TestCase):
    def test_a_number_tells_its_slot(self):
        self.assertEqual([config.slot_of(each) for each in ("22", "600", "100722", "1007600", "1007door", "127.0.0.1:9", "16")],
                         [0, 0, 7, 7, 7, 0, 0])


if __name__ == "__main__":
    unittest.main()
