"""Uses the page that `asterisk-mqtt explain` writes as a person would: in a browser, by mouse and by keyboard.

    explain.py PROGRAM [--screenshots DIR]

PROGRAM is asterisk-mqtt. The recordings are the repository's, one of them with a caller who calls himself what would be
markup. Says what is not as it should be, and exits with 1 where anything is not. Needs Chromium with its chromedriver
and Selenium for Python: on Debian chromium, chromium-driver and python3-selenium.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Fixtures" / "22"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)><!--"


class Page:
    """A page in a browser, and what is wrong with it."""

    def __init__(self, driver, folder: pathlib.Path, screenshots: pathlib.Path | None):
        self.driver, self.folder, self.screenshots = driver, folder, screenshots
        self.faults: list[str] = []

    def open(self, program: str, name: str, *captures: pathlib.Path) -> None:
        self.name = name
        file = self.folder / f"{name}.html"
        subprocess.run([program, "explain", *map(str, captures), "--output", str(file)], check=True)
        self.driver.get(file.as_uri())

    def close(self) -> None:
        """What the browser itself has to complain of: errors, and whatever the page's policy forbade."""
        if self.screenshots:
            self.screenshots.mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(str(self.screenshots / f"{self.name}.png"))
        self.expect([], [entry["message"] for entry in self.driver.get_log("browser")], "in the browser's console")

    def expect(self, wanted, found, what: str) -> None:
        if wanted != found:
            self.faults.append(f"{self.name}: {what}: {found!r}, expected {wanted!r}")

    def expect_soon(self, wanted, find, what: str) -> None:
        """What a browser does a moment after it was asked: to follow a link is such."""
        deadline = time.monotonic() + 10
        while (found := find()) != wanted and time.monotonic() < deadline:
            time.sleep(0.05)
        self.expect(wanted, found, what)

    def one(self, selector: str):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.driver.switch_to.active_element.send_keys(key)


def transfer(page: Page, program: str) -> None:
    """Two calls that become one: the list, the marks, the link from one to the other."""
    page.open(program, "transfer", FIXTURES / "attended-by-caller.raw")
    page.expect("2 calls", page.one("#count").text, "how many calls")
    page.all("#calls a")[1].click()
    page.expect("merged", page.one("#calls a[aria-current] .outcome").text, "the call that was chosen")
    page.expect(["ringing", "answered", "hungup"], page.texts(".flag text"), "what was published")
    page.all(".mark")[-1].click()
    page.expect("Hangup on PJSIP/21-00000009", page.one(".detail h3").text, "the event that was clicked on")
    page.expect(True, '"outcome": "merged"' in page.one(".detail pre").text, "the payload is shown")
    page.expect(True, "Cause-txt" in page.texts(".headers th"), "what Asterisk said is shown")
    page.one("a.call").click()
    page.expect(["ringing", "answered", "held", "transferred", "hungup"], page.texts(".flag text"), "what the other call published")


def keyboard(page: Page, program: str) -> None:
    """From the list to an event and back, without a mouse."""
    page.open(program, "keyboard", FIXTURES / "busy.raw", FIXTURES / "blind-by-callee.raw")
    page.driver.execute_script("document.querySelector('#calls a').focus()")
    page.press(Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER)
    page.expect_soon(1, lambda: len(page.all("#calls a[aria-current]")), "a call is chosen by Enter")
    page.driver.execute_script("document.querySelector('.mark[tabindex=\"0\"]').focus()")
    page.press(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_LEFT, Keys.ENTER)
    page.expect("Newchannel", page.one(".detail h3").text.split(" on ")[0], "the first event by Home and Enter")
    page.expect("The event", page.driver.switch_to.active_element.get_attribute("aria-label"), "where the focus is then")
    page.expect([], [mark.get_attribute("role") for mark in page.all(".mark") if not mark.get_attribute("aria-label")],
                "marks without a label")


def finding(page: Page, program: str) -> None:
    """Hundreds of calls, of which those are shown that are asked for."""
    page.open(program, "finding", *sorted(FIXTURES.glob("*.raw")))
    total = int(page.one("#count").text.split()[0])
    page.expect(True, total > 90, "how many calls there are")
    page.expect(True, len(page.all("#calls li")) < 60, "only those are drawn that can be seen")
    page.one("#find").send_keys("Chris")
    shown = int(page.one("#count").text.split()[0])
    page.expect(True, 0 < shown < total, "how many are found by a name")
    page.expect([], [text for text in page.texts("#calls .who span:first-child") if "Chris" not in text], "found besides")
    page.one("#find").send_keys(Keys.CONTROL, "a")
    page.one("#find").send_keys(Keys.DELETE)
    Select(page.one("#outcome")).select_by_value("no_answer")
    page.expect({"no answer"}, set(page.texts("#calls .outcome")), "outcomes of those with that outcome")
    Select(page.one("#outcome")).select_by_value("")
    page.driver.execute_script("document.querySelector('#list').scrollTop = 1e9")
    page.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    page.expect(str(total), page.all("#calls li")[-1].get_attribute("aria-posinset"), "the last call when scrolled to the end")


def hostile(page: Page, program: str) -> None:
    """A caller's name is text, wherever it stands."""
    raw = page.folder / "hostile.raw"
    recorded = (FIXTURES / "blind-by-callee.raw").read_bytes()
    raw.write_bytes(recorded.replace(b": Martin\r\n", f": {HOSTILE}\r\n".encode()))
    page.open(program, "hostile", raw)
    page.expect(f"02015550100 {HOSTILE} → 23 Chris", page.one("main h2").text, "the heading")
    page.expect(f"02015550100 {HOSTILE} → 23 Chris", page.one("#calls .who span").text, "the list")
    page.all(".mark")[0].click()
    page.expect(True, HOSTILE in page.texts(".headers td"), "the name among the headers")
    page.expect(0, len(page.all("img")), "elements made of the name")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", help="asterisk-mqtt")
    arguments.add_argument("--screenshots", type=pathlib.Path, metavar="DIR", help="keep how each page looked in the end")
    options = arguments.parse_args()
    driver = shutil.which("chromedriver")
    if not driver:
        print("no chromedriver; on Debian: apt-get install chromium chromium-driver", file=sys.stderr)
        return 1
    browser = webdriver.ChromeOptions()
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1500,1000"):
        browser.add_argument(argument)
    browser.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(service=Service(driver), options=browser)
    with tempfile.TemporaryDirectory() as folder:
        page = Page(chrome, pathlib.Path(folder), options.screenshots)
        try:
            for use in (transfer, keyboard, finding, hostile):
                use(page, options.program)
                page.close()
        finally:
            chrome.quit()
    for fault in page.faults:
        print(fault)
    print("the page works as it should" if not page.faults else f"{len(page.faults)} faults")
    return 1 if page.faults else 0


if __name__ == "__main__":
    sys.exit(main())
