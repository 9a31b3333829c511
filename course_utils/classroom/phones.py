"""Votes from phones: a page behind a short code, on the address that the instructor named, and only while it is open.

No account, no name; an address is neither kept nor logged. A device is known by a random number that the page gives it
as a cookie once it has named the code. It has one vote a question, its last.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from course_utils.classroom.talk import Talk

PAGES = Path(__file__).parent / "pages"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another: no I, no O, no 0, no 1
COOKIE = "course-device"
EVERYWHERE = ("", "*", "0.0.0.0", "::")
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Phones:
    """The second listener. Closed until `open` is called with an address."""

    def __init__(self, talk: Talk) -> None:
        self.talk, self.code, self.url = talk, "", ""
        self.devices: set[str] = set()
        self._server: HTTPServer | None = None

    def open(self, address: str, port: int = 0) -> str:
        """Listen on this address of the machine, and return the page's URL.

        Raises `ValueError` for all addresses at once, and for one that the machine does not have.
        """
        if address.strip() in EVERYWHERE:
            raise ValueError("Name one address of this machine: the votes are open to that network and no other.")
        self.close()
        try:
            sockets = bind_sockets(port, address.strip())
        except OSError as error:
            raise ValueError(f"This machine cannot listen on {address}: {error.strerror or error}.") from error
        self.code = "".join(secrets.choice(LETTERS) for _ in range(4))
        self._server = HTTPServer(application(self), max_body_size=2000, idle_connection_timeout=60)
        self._server.add_sockets(sockets)
        host = f"[{address.strip()}]" if ":" in address else address.strip()
        self.url = f"http://{host}:{sockets[0].getsockname()[1]}"
        self.talk.change()
        return self.url

    def close(self) -> None:
        """Listen no more, and forget the devices; their votes stay."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        self.code = self.url = ""
        self.devices.clear()
        self.talk.change()

    @property
    def shown(self) -> dict[str, Any]:
        """What the wall shows of it."""
        return {"open": bool(self.url), "url": self.url, "code": self.code}


def application(phones: Phones) -> Application:
    """The page for phones and its three questions: may I come in, what is asked, this is my vote."""
    given = {"phones": phones}
    routes = [
        (r"/", Page, given | {"name": "phone.html", "kind": "text/html"}),
        (r"/phone.js", Page, given | {"name": "phone.js", "kind": "text/javascript"}),
        (r"/page.css", Page, given | {"name": "page.css", "kind": "text/css"}),
        (r"/come-in", ComeIn, given),
        (r"/question", Question, given),
        (r"/vote", Vote, given),
    ]
    return Application(routes, log_function=lambda _: None)


class _Handler(RequestHandler):
    def initialize(self, phones: Phones, **_: Any) -> None:
        """Take what the routes give."""
        self.phones = phones

    def set_default_headers(self) -> None:
        """The headers of every answer."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    @property
    def device(self) -> str:
        """The number of a device that has named the code; nothing, and the status 403, for any other."""
        device = self.get_cookie(COOKIE, "")
        if device not in self.phones.devices:
            self.set_status(403)
            return ""
        return device

    def body(self) -> dict[str, Any]:
        """The JSON that was sent; an empty dictionary for anything else."""
        try:
            sent = json.loads(self.request.body)
        except ValueError:
            return {}
        return sent if isinstance(sent, dict) else {}


class Page(_Handler):
    """One file of the page."""

    def initialize(self, phones: Phones, name: str, kind: str) -> None:
        """Take what the routes give."""
        self.phones, self.name, self.kind = phones, name, kind

    def get(self) -> None:
        """Send the file."""
        self.set_header("Content-Type", f"{self.kind}; charset=utf-8")
        self.write((PAGES / self.name).read_text(encoding="utf-8"))


class ComeIn(_Handler):
    """The code that stands on the wall against a number for the device."""

    def post(self) -> None:
        """Give a device its number, unless it has one."""
        if not secrets.compare_digest(
            str(self.body().get("code", "")).strip().upper().encode(), self.phones.code.encode()
        ):
            self.set_status(403)
            return
        if self.get_cookie(COOKIE, "") not in self.phones.devices:
            number = secrets.token_urlsafe(16)
            self.phones.devices.add(number)
            self.set_cookie(COOKIE, number, httponly=True, samesite="Strict")
        self.write({})


class Question(_Handler):
    """What is asked at present, and what this device answered."""

    def get(self) -> None:
        """Send the prediction on the wall; nothing of it where there is none, or where it is revealed."""
        if not (device := self.device):
            self.set_status(200)
            self.write({"in": False})
            return
        talk = self.phones.talk
        if talk.screen.kind != "vote" or talk.place in talk.revealed:
            self.write({"key": ""})
            return
        asked = talk.lesson.predictions[talk.screen.predict]
        mine = talk.votes[asked.key].devices.get(device)
        self.write({"key": asked.key, "question": asked.question, "options": asked.options, "mine": mine})


class Vote(_Handler):
    """A vote."""

    def post(self) -> None:
        """Count the vote of a device for the prediction on the wall; one that comes too late is refused (409)."""
        if not (device := self.device):
            return
        talk, sent = self.phones.talk, self.body()
        if talk.screen.kind != "vote" or sent.get("key") != talk.screen.predict or talk.place in talk.revealed:
            self.set_status(409)
            return
        try:
            talk.votes[talk.screen.predict].vote(device, sent.get("option"))
        except ValueError:
            self.set_status(400)
            return
        talk.change()
        self.write({"mine": sent["option"]})
