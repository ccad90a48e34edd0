"""Pictures of every face: drives Chromium through a whole visit in the demo office.

    make screenshots            writes docs/img/*.png
    … tools/screenshots.py DIR  writes them elsewhere

The visit is the README's tour: a visitor who has lost the job takes one ticket
for errands at several agencies, is called, served, sent on to another desk
with the same number, and leaves with dated next steps.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import chromium
from playwright.sync_api import Browser, BrowserContext, Page

from serviceoffice.cli.demo import PASSWORD

ROOT = Path(__file__).parent.parent
DESKTOP, PHONE = (1280, 800), (390, 844)
KIOSK, SCREEN = (1080, 1400), (1600, 900)


class Camera:
    """Opens pages of the office and takes pictures of them."""

    def __init__(self, browser: Browser, base: str, folder: Path) -> None:
        self._browser, self.base, self._folder = browser, base, folder

    def page(self, size: tuple[int, int], context: BrowserContext | None = None) -> Page:
        """A new page of that size, in a browser of its own unless one is given."""
        width, height = size
        context = context or self._browser.new_context()
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        return page

    def shoot(self, page: Page, name: str) -> None:
        """One picture, once fonts are there and nothing moves."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(300)
        page.screenshot(path=self._folder / f"{name}.png", animations="disabled")
        print(f"{name}.png")

    def go(self, page: Page, path: str) -> None:
        """Open an address of the office."""
        page.goto(f"{self.base}{path}")


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as base, chromium() as browser:
        camera = Camera(browser, base, folder)
        token = kiosk(camera)
        ticket(camera, token, "ticket-phone", "ticket-phone-ar")
        anna = clerk(camera, "anna", "d1")
        serve(camera, anna, token)
        screens(camera)
        reception_and_manager(camera)


@contextmanager
def demo() -> Iterator[str]:
    """The demo office on a free port; yields its first address."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as data:
        where = ["--port", str(port), "--data", data]
        command = [sys.executable, "-m", "serviceoffice.cli", "demo", *where]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            yield f"{_awake(port)}/vilhelmina"
        finally:
            server.terminate()
            server.wait(timeout=20)


def kiosk(camera: Camera) -> str:
    """A visitor takes one ticket for several errands; returns the ticket's token."""
    page = camera.page(KIOSK)
    camera.go(page, "/kiosk/ar")
    camera.shoot(page, "kiosk-ar")
    camera.go(page, "/kiosk/sv")
    camera.shoot(page, "kiosk")
    page.get_by_role("link", name="Bli av med jobbet").click()
    camera.shoot(page, "kiosk-situation")
    page.locator("#take-ticket").click()
    page.wait_for_url(re.compile("/ticket/"))
    camera.shoot(page, "kiosk-ticket")
    wide = camera.page(DESKTOP)
    camera.go(wide, "/kiosk/en")
    camera.shoot(wide, "kiosk-wide-en")
    return page.url.rsplit("/", 1)[1]


def ticket(camera: Camera, token: str, swedish: str, arabic: str | None = None) -> None:
    """The visitor's own page on a phone."""
    page = camera.page(PHONE)
    camera.go(page, f"/ticket/{token}?lang=sv")
    camera.shoot(page, swedish)
    if arabic:
        camera.go(page, f"/ticket/{token}?lang=ar")
        camera.shoot(page, arabic)


def clerk(camera: Camera, name: str, desk: str) -> Page:
    """A clerk signed in at a desk."""
    page = camera.page(DESKTOP)
    camera.go(page, "/sign-in")
    if name == "anna":
        camera.shoot(page, "sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/home|/counter"))
    if "/home" in page.url:
        if name == "anna":
            camera.shoot(page, "choose-desk")
        page.locator(f"button[value={desk}]").click()
    page.wait_for_url(re.compile("/counter"))
    return page


def serve(camera: Camera, page: Page, token: str) -> None:
    """Set the visitor at the desk aside and serve the one of our ticket."""
    number = _number(camera, token)
    camera.shoot(page, "counter-serving")
    _press(page, "h")
    camera.shoot(page, "counter-nobody")
    row = page.locator(".queue__row", has=page.get_by_text(number, exact=True))
    row.hover()
    row.get_by_role("button").first.click()
    page.wait_for_timeout(800)
    camera.shoot(page, "counter-called")
    _press(page, "Enter")  # the visitor is here
    _press(page, "Enter")  # the first step is done
    camera.shoot(page, "counter-several-errands")
    page.locator(".step__act").get_by_text("Varför?").first.click()
    page.wait_for_timeout(600)
    camera.shoot(page, "counter-why")
    page.keyboard.press("Escape")
    _press(page, "d")
    camera.shoot(page, "counter-transfer")
    page.keyboard.press("Escape")
    ticket(camera, token, "ticket-phone-serving")


def _press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_timeout(800)


def screens(camera: Camera) -> None:
    """The display, in Swedish and Arabic."""
    page = camera.page(SCREEN)
    camera.go(page, "/display")
    camera.shoot(page, "display")
    camera.go(page, "/display?lang=ar")
    camera.shoot(page, "display-ar")


def reception_and_manager(camera: Camera) -> None:
    """Reception and the manager's page of today."""
    page = camera.page(DESKTOP)
    camera.go(page, "/sign-in")
    page.fill("#name", "maja")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/home"))
    camera.go(page, "/reception")
    camera.shoot(page, "reception")
    boss = camera.page((1280, 1000))
    camera.go(boss, "/sign-in")
    boss.fill("#name", "chef")
    boss.fill("#password", PASSWORD)
    boss.keyboard.press("Enter")
    boss.wait_for_url(re.compile("/home"))
    camera.go(boss, "/manager")
    camera.shoot(boss, "manager")
    boss.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    camera.shoot(boss, "manager-phone")


def _number(camera: Camera, token: str) -> str:
    page = camera.page(PHONE)
    camera.go(page, f"/ticket/{token}")
    return page.locator(".number--huge").inner_text().strip()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _awake(port: int) -> str:
    base = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{base}/health/live", timeout=2).close()
            return base
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the demo office did not open within 30 seconds")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "img")
