"""The board in a browser: what people see and can do. Run by check, which see."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import axe_core_python
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build" / "debug"
PICTURES = os.environ.get("BOARD_PICTURES")
TOKEN = "let-me-in"

# Names that callers can send, and that must stay what they are: text.
MARKUP = "<img src=x onerror=alert(document.domain)>"
TURNED = "\u202egpj.exe\u202c\u2066x"
LONG = "W" * 1024


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def recording(name):
    return ROOT / "Fixtures" / "22" / f"{name}.raw"


class Machine:
    """A private broker, a daemon with the board, and recorded calls."""

    def __init__(self, pbxs=("",), token=None):
        self.folder = tempfile.TemporaryDirectory(prefix="asterisk-mqtt-board-")
        self.path = pathlib.Path(self.folder.name)
        self.children = {}
        self.web, broker = free_port(), free_port()
        self.ami = {pbx: free_port() for pbx in pbxs}
        self.token = token
        (self.path / "mosquitto.conf").write_text(f"listener {broker} 127.0.0.1\nallow_anonymous true\nuser root\n")
        (self.path / "token").write_text(TOKEN)
        (self.path / "token").chmod(0o600)
        self.start("broker", "/usr/sbin/mosquitto", "-c", self.path / "mosquitto.conf")
        several = len(pbxs) > 1
        settings = {
            "ami": {
                "host": "127.0.0.1", "username": "bridge", "secret": "s3cr3t-w0rd",
                "reconnect": {"min_seconds": 0.05, "max_seconds": 0.2},
            },
            "mqtt": {
                "broker": f"tcp://127.0.0.1:{broker}", "topic_prefix": "asterisk/{pbx}" if several else "asterisk",
            },
            "http": {"listen": f"127.0.0.1:{self.web}", "board": True},
        }
        if token:
            settings["http"]["token_file"] = str(self.path / "token")
        if several:
            settings["pbx"] = [{"name": pbx, "ami": {"port": port}} for pbx, port in self.ami.items()]
        else:
            settings["ami"]["port"] = self.ami[pbxs[0]]
        # YAML takes JSON as it is.
        (self.path / "asterisk-mqtt.yaml").write_text(json.dumps(settings))

    def start(self, name, *command):
        log = open(self.path / f"{name}.log", "ab")
        self.children[name] = subprocess.Popen(
            [str(word) for word in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def start_daemon(self):
        self.start("daemon", PROGRAMS / "asterisk-mqtt", "run", "--config", self.path / "asterisk-mqtt.yaml")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.web), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log("daemon"))

    def play(self, *arguments, captures, pbx=""):
        self.start(
            f"player-{pbx}", PROGRAMS / "wiretap", "play", *captures, "--listen", f"127.0.0.1:{self.ami[pbx]}",
            *arguments)

    def end(self, name, number=signal.SIGTERM):
        child = self.children.pop(name)
        child.send_signal(number)
        return child.wait(20)

    def log(self, name):
        return (self.path / f"{name}.log").read_text(errors="replace")

    def capture(self, name, caller):
        """A recording with another name for who calls."""
        text = recording(name).read_bytes()
        names = re.findall(rb"CallerIDName: (?!<unknown>)([^\r\n]+)", text)
        changed = text.replace(b"CallerIDName: " + names[0], b"CallerIDName: " + caller.encode())
        path = self.path / f"{name}-{len(caller)}.raw"
        path.write_bytes(changed)
        return path

    def stretched(self, name, seconds):
        """A recording in which people talk longer."""
        text = recording(name).read_bytes()
        times = [float(one) for one in re.findall(rb"Timestamp: ([0-9.]+)", text)]
        gap, start = max((after - before, after) for before, after in zip(times, times[1:]))

        def later(match):
            moment = float(match[1])
            return b"Timestamp: %.6f" % (moment + seconds if moment >= start else moment)

        path = self.path / f"{name}-stretched.raw"
        path.write_bytes(re.sub(rb"Timestamp: ([0-9.]+)", later, text))
        return path

    def close(self):
        for name in list(self.children):
            self.end(name, signal.SIGTERM if name == "daemon" else signal.SIGKILL)
        self.folder.cleanup()


class Board(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000",
                         "--disable-background-networking", "--no-first-run", "--lang=en-GB"]:
            options.add_argument(argument)
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        cls.browser = webdriver.Chrome(
            options=options, service=webdriver.ChromeService(executable_path="/usr/bin/chromedriver"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def setUp(self):
        self.emulate(width=1280, height=1000)
        self.browser.get_log("browser")

    def machine(self, **arguments):
        machine = Machine(**arguments)
        self.addCleanup(machine.close)
        # Before that, so that no page asks for what is gone.
        self.addCleanup(self.browser.get, "about:blank")
        return machine

    def emulate(self, width, height, scheme="light"):
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, machine):
        user = f"anybody:{TOKEN}@" if machine.token else ""
        self.browser.get(f"http://{user}127.0.0.1:{machine.web}/")

    def run_script(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def eventually(self, what, holds, seconds=40):
        deadline = time.monotonic() + seconds
        while True:
            value = holds()
            if value:
                return value
            if time.monotonic() > deadline:
                typed = self.browser.find_element(By.ID, "question").get_attribute("value")
                self.fail(f"never: {what}; searched for: {typed!r}; the page: {self.text('body')[:2000]}")
            time.sleep(0.05)

    def text(self, selector):
        return self.run_script("return document.querySelector(arguments[0]).innerText", selector)

    def texts(self, selector):
        return self.run_script("return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)", selector)

    def picture(self, name):
        if PICTURES:
            self.browser.save_screenshot(f"{PICTURES}/{name}.png")

    def is_quiet(self, *expected):
        """Nothing went wrong in the page, nor against its content security policy."""
        lines = [entry["message"] for entry in self.browser.get_log("browser")]
        self.assertEqual([line for line in lines if not any(part in line for part in expected)], [])

    def is_accessible(self):
        folder = pathlib.Path(axe_core_python.__file__).parent
        script = next(folder.rglob("axe.min.js")).read_text()
        self.run_script(script)
        result = self.browser.execute_async_script(
            "const done = arguments[0]; axe.run(document).then(done, (error) => done({error: `${error}`}))")
        self.assertNotIn("error", result)
        self.assertGreater(len(result["passes"]), 20)
        self.assertEqual(
            [(one["id"], one["help"], [node["html"] for node in one["nodes"]][:3]) for one in result["violations"]], [])

    # ------------------------------------------------------------------------------------------------------------------

    def test_life_of_a_call(self):
        """A call comes, is answered, counts up, goes, and is found; lamps follow it, and figures."""
        machine = self.machine()
        machine.start_daemon()
        self.open(machine)
        self.eventually("no PBX yet", lambda: "Not connected to Asterisk" in self.text("#status"))
        machine.play(captures=[recording("answer-caller-hangs-up")])
        states = []

        def follow(state):
            return lambda: state in self.texts("#calls tbody .state")

        self.eventually("it rings", follow("ringing"))
        self.assertIn("ringing", self.texts("#lamps .what"))
        self.assertEqual(self.text("#status"), "Live")
        row = self.texts("#calls tbody tr")
        self.assertEqual(len(row), 1)
        states.append(row)
        self.eventually("it is answered", follow("talking"))
        self.assertIn("busy", self.texts("#lamps .what"))
        self.eventually("it counts up", lambda: "0:01" in self.text("#calls tbody"))
        self.eventually("it is gone", lambda: self.texts("#calls tbody tr") == [])
        self.assertEqual(self.text("#calls-none"), "Nobody is on the phone.")
        self.eventually("it is found", lambda: len(self.texts("#recent tbody tr")) == 1)
        self.assertIn("answered", self.text("#recent tbody"))
        self.assertEqual([self.text(one) for one in ("#day-calls", "#answered", "#missed", "#unreached", "#others")],
                         ["1", "1", "0", "0", "0"])
        self.assertTrue(self.text("#sum").startswith(
            "1 answered + 0 missed + 0 not reached + 0 other = 1 call that ended."))
        self.assertRegex(self.text("#mean"), r"^1\.\d s$")
        self.assertRegex(self.run_script("return document.querySelector('#chart').ariaLabel"), "1 answered, 0 missed")
        self.eventually("phones are idle", lambda: set(self.texts("#lamps .what")) == {"idle"})
        self.is_quiet()

    def open_with_four_ended_calls(self):
        """A board that lists a busy call, an unanswered, an answered and one to an unknown number."""
        machine = self.machine()
        machine.play("--speed", "0", captures=[recording(name) for name in (
            "busy", "no-answer", "answer-caller-hangs-up", "unknown-number")])
        machine.start_daemon()
        self.open(machine)
        self.eventually("all have ended", lambda: len(self.texts("#recent tbody tr")) == 4)

    def test_search(self):
        """Words find ended calls; what is typed is no markup, and no match says so."""
        self.open_with_four_ended_calls()
        field = self.browser.find_element(By.ID, "question")
        for question, found in [("busy", 1), ("NO answer", 1), ("22", 2), ("<b>", 0), ("%&=#?+", 0), ("anna 42", 1)]:
            field.send_keys(Keys.CONTROL, "a")
            field.send_keys(question)
            self.eventually(question, lambda: self.text("#recent-count") == f"{found} of the last 4 found")
            self.assertEqual(len(self.texts("#recent tbody tr")), found)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys("zzz")
        self.eventually("none", lambda: self.text("#recent-none") == "None of the last 4 calls.")
        self.is_quiet()

    def test_missed_calls(self):
        """A choice leaves missed calls, also of those that were searched for."""
        self.open_with_four_ended_calls()
        for fate, found in [("missed", 2), ("answered", 1), ("unreached", 0), ("other", 1), ("", 4)]:
            self.run_script(
                "const s = document.querySelector('#fate'); s.value = arguments[0]; s.dispatchEvent(new Event('change'))", fate)
            self.eventually(fate, lambda: len(self.texts("#recent tbody tr")) == found)
        self.run_script(
            "const s = document.querySelector('#fate'); s.value = 'missed'; s.dispatchEvent(new Event('change'))")
        self.browser.find_element(By.ID, "question").send_keys("busy")
        self.eventually("the one", lambda: self.text("#recent-count") == "1 of the last 4 found")
        self.is_quiet()

    def test_wallboard(self):
        """A wallboard shows the day and phones alone, on a large screen and a small one, and leads back."""
        machine = self.machine()
        machine.play("--speed", "0", captures=[recording("busy")])
        machine.start_daemon()
        self.open(machine)
        self.eventually("it has ended", lambda: self.text("#missed") == "1")
        self.browser.find_element(By.ID, "view").click()
        for width, height, scheme in [(1920, 1080, "dark"), (390, 844, "light")]:
            self.emulate(width, height, scheme)
            self.eventually("the day is there", lambda: "1" in self.text("#today"))
            self.assertEqual(self.run_script(
                "return ['now', 'ended'].filter((one) => document.getElementById(one).offsetHeight > 0)"), [])
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width)
            self.is_accessible()
        self.browser.find_element(By.ID, "view").click()
        self.eventually("all is there again", lambda: self.run_script(
            "return document.getElementById('ended').offsetHeight > 0"))
        self.is_quiet("axe")

    def test_hostile_names(self):
        """Names from outside stay text, whatever is in them, and break neither line nor layout."""
        machine = self.machine()
        captures = [machine.capture("with-music", name) for name in (MARKUP, TURNED, LONG)]
        machine.play("--calls-per-second", "20", captures=captures)
        machine.start_daemon()
        self.open(machine)
        self.eventually("all are there", lambda: len(self.texts("#calls tbody tr")) == 3)
        names = self.run_script(
            "return [...document.querySelectorAll('#calls td:first-child .name')].map((one) => one.textContent)")
        self.assertEqual(sorted(names), sorted([MARKUP, TURNED, LONG]))
        self.assertEqual(self.run_script("return document.querySelectorAll('img, script:not([src])').length"), 0)
        self.assertLess(self.run_script("return document.querySelector('#calls tbody').offsetHeight"), 500)
        self.picture("hostile")
        self.emulate(width=390, height=844)
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
        self.eventually("all are over", lambda: len(self.texts("#recent tbody tr")) == 3)
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 390)
        self.is_quiet()

    def test_reconnects(self):
        """When the daemon is started anew, the page says that it is away, comes back by itself, and counts the call that goes on."""
        machine = self.machine()
        machine.play("--calls-per-second", "20", captures=[machine.stretched("answer-caller-hangs-up", 60)])
        machine.start_daemon()
        self.open(machine)
        self.eventually("a call", lambda: self.texts("#calls tbody .state") == ["talking"])
        began = time.monotonic()
        self.assertEqual(machine.end("daemon"), 0)
        self.assertLess(time.monotonic() - began, 5)
        self.eventually("it says so", lambda: "connection is lost" in self.text("#status"))
        machine.start_daemon()
        self.eventually("it is back", lambda: self.text("#status") == "Live")
        # The daemon has no store: of the call before it knows that there is one, and no more.
        self.eventually("the call is counted", lambda: self.text("#calls-others").startswith("1 call of which"))
        self.assertEqual(self.texts("#calls tbody tr"), [])
        self.is_quiet("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE")

    def test_token(self):
        """A browser that shows the token as a password sees the board, live and searchable."""
        machine = self.machine(token=TOKEN)
        machine.play("--speed", "0", captures=[recording("busy")])
        machine.start_daemon()
        self.open(machine)
        self.eventually("it is live", lambda: self.text("#status") == "Live")
        self.eventually("it is found", lambda: len(self.texts("#recent tbody tr")) == 1)
        self.is_quiet()

    def test_several(self):
        """With several PBXs there is a column, and a choice that holds for everything."""
        machine = self.machine(pbxs=("branch", "headquarters"))
        machine.play("--calls-per-second", "20", captures=[
            machine.stretched("answer-caller-hangs-up", 60), recording("busy")], pbx="branch")
        machine.play("--calls-per-second", "20", captures=[recording("busy"), recording("no-answer")], pbx="headquarters")
        machine.start_daemon()
        self.open(machine)
        self.eventually("three have ended", lambda: len(self.texts("#recent tbody tr")) == 3)
        self.assertEqual(self.texts("#calls tbody td.pbx"), ["branch"])
        self.assertEqual(self.text("#missed"), "3")
        self.run_script("const s = document.querySelector('#pbx'); s.value = 'headquarters'; s.dispatchEvent(new Event('change'))")
        self.eventually("two of them", lambda: len(self.texts("#recent tbody tr")) == 2)
        self.assertEqual((self.text("#missed"), self.texts("#calls tbody tr")), ("2", []))
        self.picture("several")
        self.is_quiet()

    def test_keyboard_and_accessibility(self):
        """All can be reached and read without a mouse, in light and dark and on a phone; axe-core finds nothing."""
        machine = self.machine(pbxs=("branch", "headquarters"))
        # One after the other, so that phones are told of, too.
        machine.play("--loop", captures=[
            recording("group-answered"), recording("hold-resume"), recording("with-music")], pbx="headquarters")
        machine.play("--calls-per-second", "10", pbx="branch", captures=[
            machine.stretched("answer-caller-hangs-up", 60), machine.stretched("group-answered", 60),
            machine.capture("no-answer", "Bärbel Ohnesorge-Wackernagel"), recording("busy"), recording("cancel"),
            recording("hold-resume"), recording("unknown-number")])
        machine.start_daemon()
        self.open(machine)
        self.eventually("calls have ended", lambda: len(self.texts("#recent tbody tr")) >= 5)
        self.eventually("phones", lambda: len(self.texts("#lamps li")) >= 3)
        for name, width, height, scheme in [
            ("desktop-light", 1280, 1000, "light"), ("desktop-dark", 1280, 1000, "dark"), ("phone-light", 390, 844, "light"),
            ("phone-dark", 390, 844, "dark"), ("narrowest", 320, 700, "light"),
        ]:
            with self.subTest(name):
                self.emulate(width, height, scheme)
                self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width)
                self.is_accessible()
                self.picture(name)
                if PICTURES:
                    full = self.run_script("return document.documentElement.scrollHeight")
                    self.emulate(width, full, scheme)
                    self.picture(f"{name}-whole")
        self.emulate(1280, 1000)
        self.run_script("document.activeElement.blur(); window.scrollTo(0, 0)")
        reached = []
        for _ in range(7):
            self.browser.switch_to.active_element.send_keys(Keys.TAB)
            reached.append(self.run_script(
                "const one = document.activeElement;"
                "return [one.id || one.className, getComputedStyle(one).outlineStyle]"))
        self.assertEqual([one for one, _ in reached][:5], ["skip", "pbx", "view", "scroll", "question"], reached)
        self.assertTrue(all(style != "none" for _, style in reached[:5]), reached)
        self.is_quiet("axe")

    def test_many_calls(self):
        """500 calls at once: the page follows within a second, and its frames go on."""
        machine = self.machine()
        machine.start_daemon()
        self.open(machine)
        # From the event, by Asterisk's clock, to the row in the page.
        self.run_script("""
            window.delays = [];
            window.frames = [];
            let before = performance.now();
            const frame = (now) => { window.frames.push(now - before); before = now; requestAnimationFrame(frame); };
            requestAnimationFrame(frame);
            new MutationObserver((mutations) => {
              const seen = new Set();
              for (const { target, addedNodes } of mutations) {
                for (const row of target.tagName === 'TR' ? [target] : addedNodes) if (row.dataset) seen.add(row);
              }
              for (const row of seen) {
                const call = calls.get(`\\n${row.dataset.call}`);
                if (call) window.delays.push(Date.now() - Date.parse(call.last.timestamp));
              }
            }).observe(document.querySelector('#calls tbody'), {
              childList: true, subtree: true, attributes: true, attributeFilter: ['data-sequence'] });
        """)
        machine.play("--calls-per-second", "30", "--loop", captures=[machine.stretched("answer-caller-hangs-up", 20)])
        self.eventually("500 at once", lambda: len(rows(self)) >= 500, seconds=90)
        self.run_script("window.delays = []; window.frames = []")
        time.sleep(10)
        delays, frames = self.run_script("return [window.delays, window.frames]")
        self.assertGreaterEqual(len(rows(self)), 500)
        self.assertGreater(len(delays), 300)
        delays.sort()
        frames.sort()
        print(
            f"{len(rows(self))} calls at once, {len(delays)} changes in 10 s: from event to page in the median "
            f"{delays[len(delays) // 2]} ms, 99 of 100 within {delays[len(delays) * 99 // 100]} ms, at most {delays[-1]} ms; "
            f"{len(frames)} frames, 99 of 100 within {frames[len(frames) * 99 // 100]:.0f} ms")
        self.assertLess(delays[len(delays) * 99 // 100], 1000)
        self.picture("many")
        self.is_quiet()


def rows(test):
    return test.run_script("return [...document.querySelectorAll('#calls tbody tr')].map((one) => one.dataset.call)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
