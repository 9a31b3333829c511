"""Behind the windows: what draws the panels of a talk, and what prepares them, each in a process of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
from asyncio.subprocess import Process
from collections import OrderedDict

from course_utils.classroom import child, preparing
from course_utils.classroom.talk import Talk

KEPT = 40  # pictures, some 200 kB each: those on the wall, frozen ones, and what a slow window may still ask for
PATIENCE = 20  # seconds for the first picture, before anything is prepared
TRIES = 3  # deaths on one and the same picture, before the wall says that it cannot be drawn


class Studio:
    """Draws what a talk wants, one picture at a time and only of the latest values; the next screens meanwhile."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.worker = child.Worker("course_utils.classroom.drawing", str(talk.lesson.number))
        self.preparer: Process | None = None
        self._pictures: OrderedDict[int, bytes] = OrderedDict()
        self._numbers = itertools.count(1)
        self._wanted, self._drawn = asyncio.Event(), asyncio.Event()
        self._failures: dict[int, int] = {}
        self._tasks: list[asyncio.Task] = []

    def start(self) -> None:
        """Begin both."""
        self.worker.start()
        self._tasks = [asyncio.create_task(self._draw()), asyncio.create_task(self._prepare())]

    def wake(self) -> None:
        """Look again at what is wanted."""
        self._wanted.set()

    def picture(self, number: int) -> bytes | None:
        """The PNG of this number, while it is kept."""
        return self._pictures.get(number)

    async def close(self) -> None:
        """End every process."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await child.ended(self.preparer)
        await self.worker.close()

    async def _draw(self) -> None:
        while True:
            self._wanted.clear()
            place = self._next()
            if place is None:
                await self._wanted.wait()
            else:
                await self._draw_one(place)

    def _next(self) -> int | None:
        """The screen to draw: the one on the wall, else one whose controls moved, else the next that is not live."""
        talk, count = self.talk, len(self.talk.screens)
        places = [talk.place, *talk.wanted, *range(talk.place, count), *range(talk.place)]
        due = (place for place in places if place in talk.wanted or not talk.drawn.get(place, _LIVE).live)
        return next((place for place in due if self._can(place)), None)

    def _can(self, place: int) -> bool:
        failed = self._failures.get(place, 0) >= TRIES
        return self.talk.screens[place].live and not self.talk.missing(place) and not failed

    async def _draw_one(self, place: int) -> None:
        talk, values = self.talk, self.talk.wanted.pop(place, None)
        if values is None and talk.drawn[place].live:
            return
        values = values or talk.drawn[place].values  # after a death: where the hand had them
        try:
            answer = await self.worker.ask({"id": 0, "screen": place, "values": values})
        except ConnectionError:
            self._again(place, values)
            return
        if "error" in answer:
            self._failures[place] = TRIES
            talk.cannot(place, f"This panel cannot be drawn: {answer['error']}.")
            return
        self._failures[place] = 0
        self._drawn.set()
        talk.picture(place, answer, self._keep(base64.b64decode(answer["png"])))

    def _again(self, place: int, values: dict) -> None:
        self._failures[place] = self._failures.get(place, 0) + 1
        if self._failures[place] >= TRIES:
            self.talk.cannot(place, "The process that draws has ended three times on this. Press Reset to try again.")
        else:
            self.talk.wanted.setdefault(place, values)

    def forgive(self, place: int) -> None:
        """Try a screen again that could not be drawn."""
        self._failures.pop(place, None)
        self.wake()

    def _keep(self, png: bytes) -> int:
        number = next(self._numbers)
        self._pictures[number] = png
        needed = {each.picture for each in self.talk.drawn.values()}
        needed |= {each["picture"] for each in self.talk.frozen.values()}
        for old in list(self._pictures)[:-KEPT]:
            if old not in needed:
                del self._pictures[old]
        return number

    async def _prepare(self) -> None:
        """Prepare what the panels need; a process that ends before its time is started again, twice.

        What was kept is looked for at once. What is missing waits for the first picture: two cores are few.
        """
        lesson, preparations = self.talk.lesson, self.talk.chapter.preparations
        for name, preparation in preparations.items():
            if preparing.there(preparing.file_of(lesson, name, preparation)):
                self.talk.preparing(name, ready=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drawn.wait(), PATIENCE)
        for _ in range(TRIES):
            if set(preparations) <= self.talk.ready:
                return
            self.preparer = await child.started("course_utils.classroom.preparing", str(self.talk.lesson.number))
            async for line in child.lines(self.preparer):
                self.talk.preparing(line["preparation"], "ready" in line)
            await self.preparer.wait()


class _Live:
    live = True


_LIVE = _Live()
