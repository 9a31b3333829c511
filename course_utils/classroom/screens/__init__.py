"""What stands on the wall, screen by screen: one module a chapter, and what a screen is made of."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from course_utils.start.outline import FOLDERS


@dataclass(frozen=True)
class Screen:
    """One screen: a title, minutes, and one of a panel or figure (`cell`), a prediction (`predict`), a few `lines`.

    For who speaks: the question to put (`ask`), usual wrong answers with what to say to them (`slips`; the wrong
    options of the recall questions named in `recall` come after them). `right` is the option that the outcome bears
    out, word for word. `figure`: the cell makes a figure, not a panel. `needs`: the preparations that its panel waits
    for. `short`: it belongs to the short path.
    """

    title: str
    minutes: float
    ask: str
    cell: str = ""
    predict: str = ""
    right: str = ""
    lines: tuple[str, ...] = ()
    slips: tuple[tuple[str, str], ...] = ()
    recall: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    short: bool = False
    figure: bool = False

    @property
    def kind(self) -> str:
        """What fills it: "picture", "vote" or "words"."""
        return "picture" if self.cell else "vote" if self.predict else "words"

    @property
    def live(self) -> bool:
        """Whether a panel fills it, which a hand can move; a figure stands as the lesson keeps it."""
        return bool(self.cell) and not self.figure


@dataclass(frozen=True)
class Preparation:
    """What a panel needs and the lesson trains: the cells that make it, and the names of what is kept of them.

    `seconds` is about what it takes on two cores. `after` names preparations of which it goes on.
    """

    cells: tuple[str, ...]
    keep: tuple[str, ...]
    seconds: int
    words: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """The screens of one chapter in their order, and the preparations by their names, in the order they are made."""

    screens: tuple[Screen, ...]
    preparations: dict[str, Preparation]


def chapter_of(number: int) -> Chapter:
    """The screens of chapter `number`, 1 to 5."""
    module = importlib.import_module(f"course_utils.classroom.screens.{FOLDERS[number - 1][3:]}")
    return Chapter(module.SCREENS, module.PREPARATIONS)


def listed(number: int) -> str:
    """A table of the screens in Markdown: number, title, what fills it, minutes, and the short path."""
    rows = ["| # | screen | shows | minutes | short path |", "|---|---|---|---|---|"]
    screens = chapter_of(number).screens
    for place, screen in enumerate(screens, 1):
        shows = screen.cell or screen.predict or "words"
        rows.append(f"| {place} | {screen.title} | {shows} | {screen.minutes:g} | {'yes' if screen.short else ''} |")
    short = sum(screen.minutes for screen in screens if screen.short)
    rows.append(f"| | all | | {sum(screen.minutes for screen in screens):g} | {short:g} minutes |")
    return "\n".join(rows)
