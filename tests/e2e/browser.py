"""Debian's Chromium, driven by Debian's Selenium and ChromeDriver; nothing is downloaded."""

import json
import shutil
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

import harness

CHROMIUM = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
# No word to anybody but the page.
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-default-apps", "--disable-extensions",
         "--password-store=basic", "--disable-dev-shm-usage", "--force-color-profile=srgb",
         "--hide-scrollbars")


class Browser:
    """One browser with an empty profile; use it as a context."""

    def __init__(self, environment, proxy=None):
        self.folder = tempfile.mkdtemp(prefix="cloudx-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        way = f"--proxy-server={proxy}" if proxy else "--no-proxy-server"
        for flag in (*FLAGS, way, f"--user-data-dir={self.folder}/profile"):
            options.add_argument(flag)
        options.accept_insecure_certs = True
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(
            service=Service(DRIVER, env={**environment, "HOME": self.folder}), options=options)
        self.resize(1200, 900)
        self.requested_urls()  # those of the browser's own first page

    def close(self):
        self.driver.quit()
        shutil.rmtree(self.folder, ignore_errors=True)

    def open(self, url):
        self.driver.get(url)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def text(self, selector):
        """Of all such elements that are seen, as the page shows it."""
        return " | ".join(self.script(
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter(e => e.checkVisibility()).map(e => e.innerText)", selector))

    def wait(self, condition, what):
        """Until condition() is true; fails the test when it never is."""
        WebDriverWait(self.driver, harness.PATIENCE, 0.05).until(
            lambda _: condition(), f"never came: {what}\n{self.text('body')}")

    def wait_for_text(self, selector, words):
        self.wait(lambda: words in self.text(selector), f"{words!r} in {selector}")

    def resize(self, width, height, scale=1):
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": False})

    def colours(self, scheme):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def screenshot(self, path):
        self.driver.save_screenshot(str(path))

    def requested_urls(self):
        """All that the browser has asked for since the last call."""
        events = [json.loads(entry["message"])["message"]
                  for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events
                if event["method"] == "Network.requestWillBeSent"]

    def complaints(self):
        """What the browser has written to its console."""
        return [entry["message"] for entry in self.driver.get_log("browser")]
