"""A page with a panel for every hand, in JupyterLab in a browser, and a pointer on it.

The notebook is opened and run by Playwright, as in the tests. Then Playwright leaves: it has the browser record and
hand over each message between page and kernel, which takes time on each picture's way, and memory. What is measured is
driven over the browser's own protocol (Chrome DevTools Protocol), which says nothing that it is not asked.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import websocket

from tools.files import COURSE

WIDTH, HEIGHT = 1280, 900
# JupyterLab 4.6 keeps every toolbar that it has shown on an active cell: its own growth, not a panel's.
WITHOUT = ("@jupyterlab/cell-toolbar-extension",)
BUTTON = "left"


class Page:
    """A page of a browser that listens on `port`: code is evaluated in it, and a pointer moves over it."""

    def __init__(self, port: int) -> None:
        pages = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self._socket, self._count, self._pressed = websocket.create_connection(address, suppress_origin=True), 0, False
        self.ask("Emulation.setDeviceMetricsOverride", width=WIDTH, height=HEIGHT, deviceScaleFactor=1, mobile=False)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The browser's answer to a request of its protocol; raises `RuntimeError` with its words where it refuses."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._count:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """What a function of JavaScript returns for these arguments, a promise's value included."""
        call = f"({function})({', '.join(map(json.dumps, arguments))})"
        answer = self.ask("Runtime.evaluate", expression=call, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "JavaScript failed."))
        return answer["result"].get("value")

    def move(self, x: float, y: float) -> None:
        """Move the pointer, pressed or not."""
        held = {"button": BUTTON, "buttons": 1} if self._pressed else {}
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, **held)

    def press(self, x: float, y: float) -> None:
        """Press the pointer's button; `move` drags from here on."""
        self._pressed = True
        self.ask("Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button=BUTTON, buttons=1, clickCount=1)

    def lift(self, x: float, y: float) -> None:
        """Let the button go."""
        self._pressed = False
        self.ask("Input.dispatchMouseEvent", type="mouseReleased", x=x, y=y, button=BUTTON, clickCount=1)

    @staticmethod
    def wait(milliseconds: float) -> None:
        """Let the page alone for so long."""
        time.sleep(milliseconds / 1000)


@contextmanager
def page(cells: dict[str, str]) -> Iterator[tuple[Page, psutil.Process, psutil.Process]]:
    """A page on which these cells (code by name) have run, the kernel's process, and the browser's."""
    from tests.browser.lab import BROWSER_FLAGS, Server, find_browser, free_port
    from tests.browser.lessons import write

    says = f"import sys\nsys.path.insert(0, {str(COURSE)!r})\nimport os\nprint(os.getpid())"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        write(Path(folder) / "hands.ipynb", {"kernel": says} | cells)
        port, browser = free_port(), find_browser()
        if browser is None:
            raise RuntimeError("No chromium or Chrome was found. Install one, or name it in COURSE_BROWSER.")
        flags = ["--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={folder}/browser"]
        with Server(folder, without=WITHOUT) as server:
            process = subprocess.Popen([browser, *flags, *BROWSER_FLAGS, "about:blank"], stderr=subprocess.DEVNULL)
            try:
                kernel = _prepared(server, port, ["kernel", *cells])
                yield Page(port), psutil.Process(kernel), psutil.Process(process.pid)
            finally:
                process.terminate()
                process.wait()


def _prepared(server: Any, port: int, cells: list[str]) -> int:
    """Open the notebook, run its cells and leave the page; the number of the kernel's process."""
    from playwright.sync_api import sync_playwright

    from tests.browser.lab import Lab

    _until_it_listens(port)
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        lab = Lab(server, (WIDTH, HEIGHT))
        lab.page = browser.contexts[0].pages[0]
        lab.page.set_default_timeout(60_000)
        lab.set_size(WIDTH, HEIGHT)
        lab.open_notebook("hands.ipynb").hide_furniture()
        lab.run_cells(cells)
        lab.page.wait_for_timeout(1500)
        kernel = int("".join(lab.cells()[0]["outputs"][0]["text"]))
        browser.close()  # of a browser that was found running, this ends the connection alone
    return kernel


def _until_it_listens(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise RuntimeError(f"The browser did not listen within {seconds:.0f} s.") from None
            time.sleep(0.2)
