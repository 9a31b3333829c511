"""The process that draws: a line of JSON in for each picture that is wanted, lines of JSON out.

    {"id": 1, "screen": 2, "values": {"blocks": 8}}       in; without values: as the lesson's cell shows it
    {"id": 1, "png": "...", "text": "...", ...}           out
    {"id": 1, "error": "..."}                             out, where the panel cannot be made

It is a process of its own, so that a crash takes nothing with it but itself. The server starts another one, and asks
again for the same screen with the same values.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import sys
from typing import Any, TextIO

from course_utils.classroom.lesson import lesson_of
from course_utils.classroom.screens import chapter_of
from course_utils.start.outline import FOLDERS


class Drawer:
    """Makes each panel of a chapter at most once, and draws it as often as asked."""

    def __init__(self, number: int) -> None:
        self.lesson, self.chapter = lesson_of(number), chapter_of(number)
        self._panels: dict[int, Any] = {}
        self._begin: dict[int, dict[str, Any]] = {}

    def warm(self) -> None:
        """Import what every panel of the chapter needs."""
        from course_utils.classroom import scene

        importlib.import_module(f"course_utils.panels.{FOLDERS[self.lesson.number - 1][3:]}")
        self.scene = scene

    def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        """The picture that an order asks for, with all that the page shows beside it."""
        place, scene = order["screen"], self.scene
        if place not in self._panels:
            self._panels[place] = scene.panel_of(self.lesson, self.chapter, self.chapter.screens[place])
            self._begin[place] = scene.values_of(self._panels[place])
        panel = self._panels[place]
        wrong = ""
        try:
            scene.moved(panel, self._begin[place] | (order.get("values") or {}))
        except ValueError as error:
            wrong = str(error)
        return {
            "controls": scene.controls_of(panel),
            "begin": self._begin[place],
            "values": scene.values_of(panel),
            "enabled": [name for name, field in panel.view.fields.items() if not field.disabled],
            "png": base64.b64encode(panel.png).decode("ascii"),
            "text": panel.text,
            "wrong": wrong or panel.error,
        }


def serve(number: int, orders: TextIO, answers: TextIO) -> None:
    """Answer orders until there are no more."""
    drawer = Drawer(number)
    drawer.warm()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in orders:
        order = json.loads(line)
        try:
            answer = drawer.answer(order)
        except Exception as error:  # whatever is wrong with one screen, the others go on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer | {"id": order["id"]}), file=answers, flush=True)


def main() -> None:
    """Draw for the chapter on the command line; what cells print goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(int(sys.argv[1]), sys.stdin, answers)


if __name__ == "__main__":
    main()
