"""Where a talk stands: the screen, what is shown on it, the votes, the minutes. No window and no process is needed.

Everything that must outlive a crash, a reload or a laptop's sleep is here, and every window is drawn from `shown()`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from course_utils.classroom.lesson import lesson_of
from course_utils.classroom.screens import Screen, chapter_of
from course_utils.classroom.votes import Votes

TWICE = 0.3  # seconds within which the same key pressed again counts as one press
COUNTDOWN = 60  # seconds


@dataclass
class Drawn:
    """What is on a screen with a panel: its controls and values, its picture, and what is said of it."""

    controls: list[dict[str, Any]] = field(default_factory=list)
    begin: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    enabled: list[str] = field(default_factory=list)
    picture: int = 0  # its number; 0 is the picture that the notebook keeps
    text: str = ""
    wrong: str = ""
    live: bool = False


class Talk:
    """A talk on the lesson of chapter `number`. `clock` gives seconds, `changed` is called after each change."""

    def __init__(
        self,
        number: int,
        clock: Callable[[], float] = time.monotonic,
        changed: Callable[[], None] = lambda: None,
        minutes: float | None = None,
    ) -> None:
        self.lesson, self.chapter = lesson_of(number), chapter_of(number)
        self.screens, self.clock, self.changed = self.chapter.screens, clock, changed
        self.minutes = minutes or sum(screen.minutes for screen in self.screens)
        self.place, self.version = 0, 0
        self.blank = self.code = self.help = self.dark = False
        self.began: float | None = None
        self.countdown: float | None = None
        self.revealed: set[int] = set()
        self.drawn = {n: Drawn(text=self.lesson.said(s.cell)) for n, s in enumerate(self.screens) if s.cell}
        self.frozen: dict[int, dict[str, Any]] = {}
        self.wanted: dict[int, dict[str, Any]] = {}
        self.ready: set[str] = set()
        self.begun: dict[str, float] = {}
        self.votes = {key: Votes(len(asked.options)) for key, asked in self.lesson.predictions.items()}
        self._pressed: dict[str, float] = {}

    @property
    def screen(self) -> Screen:
        """The screen on the wall."""
        return self.screens[self.place]

    # What a hand does

    def press(self, action: str, at: int | None = None) -> bool:
        """A key or a button; False where nothing came of it.

        `at` is the screen that whoever pressed saw: a key that arrives late, or twice, moves no further. Raises
        `ValueError` for an unknown action.
        """
        if action not in ACTIONS:
            raise ValueError(f"{action!r} is no action: it is one of {', '.join(ACTIONS)}.")
        now, before = self.clock(), self._pressed.get(action)
        if (at is not None and at != self.place) or (before is not None and now - before < TWICE):
            return False
        self._pressed[action] = now
        if self.blank and action != "blank":
            self.blank = False  # a dark wall comes back first, whatever the key
        else:
            ACTIONS[action](self)
        self.change()
        return True

    def go(self, place: int) -> None:
        """Show the screen of this place, the nearest there is."""
        self.place = min(max(place, 0), len(self.screens) - 1)
        self.code = self.help = self.blank = False
        self.countdown = None
        if self.place and self.began is None:
            self.began = self.clock()
        self.change()

    def move(self, values: dict[str, Any], place: int | None = None) -> None:
        """Move controls of the panel on the wall, or of that of another screen: the picture follows."""
        place = self.place if place is None else place
        if place in self.drawn and self.drawn[place].live:
            known = {name: value for name, value in values.items() if name in self.drawn[place].values}
            self.drawn[place].values |= known
            self.wanted[place] = dict(self.drawn[place].values)
            self.change()

    def hands(self, option: int, count: int) -> None:
        """Hands raised for an option of the prediction on the wall; raises `ValueError` where there is none."""
        if self.screen.kind != "vote":
            raise ValueError("No prediction is on the wall.")
        self.votes[self.screen.predict].raise_hands(option, count)
        self.change()

    def _step(self, by: int) -> None:
        self.go(self.place + by)

    def _reset(self) -> None:
        self.code = self.help = False
        self.countdown = None
        self.frozen.pop(self.place, None)
        self.revealed.discard(self.place)
        if self.place in self.drawn:
            self.move(dict(self.drawn[self.place].begin))

    def _freeze(self) -> None:
        if self.place in self.drawn and self.frozen.pop(self.place, None) is None:
            now = self.drawn[self.place]
            self.frozen[self.place] = {"picture": now.picture, "text": now.text, "settings": settings(now)}

    def _reveal(self) -> None:
        if self.screen.kind == "vote":
            self.revealed.add(self.place)

    def _time(self) -> None:
        self.countdown = None if self.countdown is not None else self.clock() + COUNTDOWN

    # What the processes behind it report

    def picture(self, place: int, answer: dict[str, Any], number: int) -> None:
        """A picture that was drawn of a screen; while its controls moved on, they stay where the hand has them."""
        drawn = self.drawn[place]
        if place in self.wanted:
            answer = answer | {"values": drawn.values}
        names = ("controls", "begin", "values", "enabled", "text", "wrong")
        self.drawn[place] = Drawn(**{name: answer[name] for name in names}, picture=number, live=True)
        self.change()

    def cannot(self, place: int, why: str) -> None:
        """A picture that cannot be drawn: the last one stays, with a sentence."""
        self.drawn[place].wrong = why
        self.change()

    def preparing(self, name: str, ready: bool) -> None:
        """A preparation has begun, or is there."""
        self.begun.setdefault(name, self.clock())
        if ready:
            self.ready.add(name)
        self.change()

    def missing(self, place: int) -> list[str]:
        """The preparations that the screen of this place still waits for."""
        return [name for name in self.screens[place].needs if name not in self.ready]

    def change(self) -> None:
        """Note that something changed, and tell who listens."""
        self.version += 1
        self.changed()


def settings(drawn: Drawn) -> str:
    """What the controls in sight are set to, in words."""
    parts = []
    for control in (each for each in drawn.controls if each["sight"]):
        value = drawn.values[control["name"]]
        parts.append(f"{control['label']}: {control['options'][value] if 'options' in control else value}")
    return ", ".join(parts)


ACTIONS: dict[str, Callable[[Talk], None]] = {
    "next": lambda talk: talk._step(1),
    "previous": lambda talk: talk._step(-1),
    "reset": Talk._reset,
    "freeze": Talk._freeze,
    "reveal": Talk._reveal,
    "blank": lambda talk: setattr(talk, "blank", not talk.blank),
    "timer": Talk._time,
    "code": lambda talk: setattr(talk, "code", not talk.code),
    "dark": lambda talk: setattr(talk, "dark", not talk.dark),
    "help": lambda talk: setattr(talk, "help", not talk.help),
}
