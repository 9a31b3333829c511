"""The two windows of a talk on a small server of this machine: pages, pictures, and one socket that both follow.

A window holds nothing. It shows what the socket sends, and sends what was pressed. One that was closed, reloaded or
asleep asks again, and is sent the whole.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import psutil
from tornado.ioloop import IOLoop
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from course_utils.classroom import shown
from course_utils.classroom.phones import HEADERS, PAGES, Phones
from course_utils.classroom.studio import Studio
from course_utils.classroom.talk import Talk

LOOPBACK = "127.0.0.1"
KINDS = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


class House:
    """A talk, what draws it, the votes from phones, and the windows that follow. `token` opens the door."""

    def __init__(self, talk: Talk, address: str = LOOPBACK) -> None:
        self.talk, self.studio, self.phones = talk, Studio(talk), Phones(talk)
        self.token, self.address = secrets.token_urlsafe(24), address
        self.cookie = f"course-wall-{secrets.token_hex(3)}"  # two talks on one machine share their cookies
        self.windows: set[Follow] = set()
        self._due = False
        talk.changed = self.changed

    def changed(self) -> None:
        """Tell every window, once for all that changes in one turn."""
        self.studio.wake()
        if not self._due:
            self._due = True
            IOLoop.current().add_callback(self.tell)

    def tell(self) -> None:
        """Send every window all that it shows."""
        self._due = False
        message = self.message()
        for window in list(self.windows):
            window.send(message)

    def message(self) -> str:
        """All that a window shows, as JSON."""
        state = shown.wall(self.talk) | {"teacher": shown.teacher(self.talk), "phones": self.phones.shown}
        state["teacher"] |= {"addresses": addresses(), "address": self.address}
        return json.dumps(state)

    def do(self, order: dict[str, Any]) -> None:
        """What a window asks for; raises `ValueError` for what makes no sense, with a sentence for who speaks."""
        match order:
            case {"press": str(action)}:
                if self.talk.press(action, order.get("at")) and action == "reset":
                    self.studio.forgive(self.talk.place)
            case {"go": int(place)}:
                self.talk.go(place)
            case {"move": dict(values)}:
                self.talk.move(values)
            case {"hands": int(option), "count": int(count)}:
                self.talk.hands(option, count)
            case {"open": str(address)}:
                self.phones.open(address)
            case {"close": True}:
                self.phones.close()
            case _:
                raise ValueError("This cannot be understood.")


def addresses() -> list[str]:
    """The IPv4 addresses of this machine that another one may reach it by."""
    found = (each for every in psutil.net_if_addrs().values() for each in every if each.family.name == "AF_INET")
    return [each for each in dict.fromkeys(each.address for each in found) if not each.startswith("127.")]


class _Handler(RequestHandler):
    def initialize(self, house: House) -> None:
        """Take what the routes give."""
        self.house = house

    def set_default_headers(self) -> None:
        """The headers of every answer: nothing comes from elsewhere, nothing is sent elsewhere."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Let in who has the token, in the address the first time and as a cookie from then on."""
        if not admitted(self, self.house):
            self.set_status(403)
            self.finish("Open the address that make demo printed: it holds the key.")


def admitted(handler: RequestHandler, house: House) -> bool:
    """Whether a request holds the token; a cookie keeps it."""
    given = handler.get_argument("token", "") or handler.get_cookie(house.cookie, "")
    if not secrets.compare_digest(given.encode(), house.token.encode()):
        return False
    if handler.get_argument("token", ""):
        handler.set_cookie(house.cookie, house.token, httponly=True, samesite="Strict")
    return True


class Window(_Handler):
    """The wall and the instructor's window."""

    def get(self, name: str) -> None:
        """Send the page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write((PAGES / f"{name or 'wall'}.html").read_text(encoding="utf-8"))


class File(_Handler):
    """What the pages are made of."""

    def get(self, name: str) -> None:
        """Send a script or a style."""
        self.set_header("Content-Type", f"{KINDS[Path(name).suffix[1:]]}; charset=utf-8")
        self.write((PAGES / name).read_text(encoding="utf-8"))


class Picture(_Handler):
    """A picture that was drawn, by its number, or that of a cell as the notebook keeps it."""

    def get(self, name: str) -> None:
        """Send a PNG; 404 where there is none."""
        lesson = self.house.talk.lesson
        number = int(name) if name.isdigit() else 0
        png = self.house.studio.picture(number) if number else lesson.cells.get(name) and lesson.picture(name)
        if not png:
            self.set_status(404)
            return
        self.set_header("Content-Type", "image/png")
        self.write(png)


class Follow(WebSocketHandler):
    """What a window follows, and what it says."""

    def initialize(self, house: House) -> None:
        """Take what the routes give."""
        self.house = house

    def prepare(self) -> None:
        """Let in who has the token."""
        if not admitted(self, self.house):
            self.set_status(403)
            self.finish()

    def open(self) -> None:
        """Show the new window where the talk stands."""
        self.house.windows.add(self)
        self.send(self.house.message())

    def on_close(self) -> None:
        """Forget the window."""
        self.house.windows.discard(self)

    def on_message(self, message: str) -> None:
        """Do what it says, or say to it alone why not."""
        try:
            self.house.do(json.loads(message))
        except ValueError as error:
            self.send(json.dumps({"sorry": str(error)}))

    def send(self, message: str) -> None:
        """Send, unless the window is gone."""
        if self.ws_connection is not None and not self.ws_connection.is_closing():
            IOLoop.current().spawn_callback(self._send, message)

    async def _send(self, message: str) -> None:
        try:
            await self.write_message(message)
        except Exception:  # it went while we spoke
            self.house.windows.discard(self)


def application(house: House) -> Application:
    """The pages of a talk."""
    given = {"house": house}
    routes = [
        (r"/(|instructor)", Window, given),
        (r"/(page\.css|common\.js|controls\.js|wall\.js|instructor\.js)", File, given),
        (r"/picture/([\w-]+)\.png", Picture, given),
        (r"/follow", Follow, given),
    ]
    return Application(routes, log_function=lambda _: None, websocket_ping_interval=5, websocket_ping_timeout=4)
