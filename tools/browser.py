"""A real Chromium at the pages of the office: the server that makes them, a window of any width, pictures, and the check with axe."""

import base64
import json
import queue
import ssl
import subprocess
import tempfile
import threading
import time
import tomllib
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars", "--force-color-profile=srgb",
]
# Far more than it takes on a busy machine.
SOON_S = 120
# As in `server/examples/visitors.rs`.
MORNING = "2026-11-17T06:42:00Z"


def trusting(certificate):
    """The office is known by its certificate alone."""
    trust = ssl.create_default_context(cafile=certificate)
    # Its name is not the address of a test.
    trust.check_hostname = False
    return trust


class Office:
    """The server of the demo floor with its clock at one morning; the codes that it sends are read here.

    With `morning` the floor has been at work for so many minutes `until` a moment, and visitors are booked around it."""

    def __init__(self, programs, floor=ROOT / "assets/demo/floor.toml", morning=None, until=MORNING):
        self.data = tempfile.TemporaryDirectory(prefix="pages-")
        self.folder = Path(self.data.name) / "data"
        if morning:
            passed = ["--until", until, "--minutes", str(morning), "--booked"]
            write = [str(Path(programs) / "examples/morning"), "--config", str(floor), "--data", str(self.folder), *passed]
            subprocess.run(write, check=True, timeout=SOON_S)
        program = [str(Path(programs) / "examples/visitors"), str(floor), str(self.folder), until]
        self.log = open(Path(self.data.name) / "log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.address = self.lines.get(timeout=SOON_S)
        self.inside = self.lines.get(timeout=SOON_S)
        self._await_count()

    def _await_count(self):
        """Days are counted after the start: until that is done a page may show less than the journal has."""
        until = time.monotonic() + SOON_S
        while not self._is_counted():
            if time.monotonic() > until:
                raise TimeoutError("the days are not counted")
            time.sleep(0.02)

    def _is_counted(self):
        # The addresses are told before the office has opened, and it makes its certificate as it does.
        if not (self.folder / "office.crt").exists():
            return False
        with urllib.request.urlopen(f"{self.inside}/health", context=trusting(self.folder / "office.crt"), timeout=SOON_S) as said:
            health = json.load(said)
        return health["statistics_seq"] == health["seq"]

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def code(self):
        """The next code that was sent, with its language and contact."""
        word, code, language, contact = self.lines.get(timeout=SOON_S).split(" ", 3)
        assert word == "code"
        return code, language, contact

    def passes(self, seconds):
        """So much of the office's time goes by at once."""
        print(seconds, file=self.process.stdin, flush=True)
        said = self.lines.get(timeout=SOON_S)
        assert said == f"passed {seconds}", said

    def pin(self, login):
        """The PIN that the first start made."""
        return tomllib.loads((self.folder / "credentials/pins.toml").read_text(encoding="utf-8"))[login]

    def key(self, device):
        """The key that the first start made."""
        return (self.folder / f"credentials/{device}.key").read_text(encoding="utf-8").split("\n")[0]

    def said(self):
        """All that the server logged."""
        self.log.flush()
        return Path(self.log.name).read_text(encoding="utf-8")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=SOON_S)
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()
        self.data.cleanup()


class Browser:
    """One Chromium with an empty profile."""

    def __init__(self, width, height=844, scripts=True, language="ru", scale=2):
        self.profile = tempfile.TemporaryDirectory(prefix="chromium-")
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in [*FLAGS, f"--user-data-dir={self.profile.name}", f"--lang={language}"]:
            options.add_argument(flag)
        settings = {"intl.accept_languages": language}
        if not scripts:
            settings["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", settings)
        # The office's own certificate, which no authority has signed.
        options.accept_insecure_certs = True
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        # A window cannot be made as narrow as a phone; its picture of the page can.
        metrics = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def close(self):
        self.driver.quit()
        self.profile.cleanup()

    def open(self, address):
        self.driver.get(address)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self):
        return self.find("body").text

    def press(self, selector, place=0):
        """Clicks, and waits for the page that comes of it."""
        before = self.find("html")
        self.all(selector)[place].click()
        self.wait(lambda: self.gone(before))

    def gone(self, element):
        """Whether the page of an element has given way to another."""
        try:
            element.is_enabled()
            return False
        except Exception:  # The driver's words for a page that has gone differ.
            return True

    def wait(self, what):
        webdriver.support.ui.WebDriverWait(self.driver, SOON_S, poll_frequency=0.05).until(lambda _: what())

    def fill(self, name, text):
        field = self.find(f"[name='{name}']")
        field.clear()
        field.send_keys(text)

    def choose(self, name, value):
        Select(self.find(f"[name={name}]")).select_by_value(value)

    def fetch(self, address, certificate, language="en"):
        """A file, as this browser would get it with its cookies; the office is known by its certificate."""
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in self.driver.get_cookies())
        request = urllib.request.Request(address, headers={"Cookie": cookies, "Accept-Language": language})
        with urllib.request.urlopen(request, context=trusting(certificate), timeout=SOON_S) as answer:
            return answer.read()

    def picture(self, path):
        """The whole page, as long as it is, with what is pinned at its end."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        # Packed loosely: that takes less time.
        asked = {"captureBeyondViewport": True, "format": "png", "optimizeForSpeed": True}
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", asked)
        Path(path).write_bytes(base64.b64decode(taken["data"]))

    def wider_than_the_screen(self):
        """By how many pixels the page would scroll sideways."""
        root = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        return root["cssContentSize"]["width"] - root["cssLayoutViewport"]["clientWidth"]

    def violations(self):
        """What axe finds against WCAG 2.2 AA and good practice."""
        import selenium_axe_python

        script = Path(selenium_axe_python.__file__).parent / "axe-core/axe.min.js"
        self.driver.execute_script(script.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # It reads a long page in seconds, on a busy machine in a minute or more.
        self.driver.set_script_timeout(300)
        # What is well is not told in full: of a long page that would be a megabyte.
        asked = json.dumps({"runOnly": tags, "resultTypes": ["violations"]})
        told = "found => found.violations.flatMap(what => what.nodes.map(node => `${what.id}: ${node.html.slice(0, 120)}`))"
        run = f"axe.run(document, {asked}).then({told}).catch(wrong => [`${{wrong}}`])"
        return self.driver.execute_async_script(f"const done = arguments[0]; {run}.then(done)")
