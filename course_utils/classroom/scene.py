"""The panel of a screen: the lesson's own cell, evaluated with what was prepared, drawn as large as a wall needs it."""

from __future__ import annotations

import ast
import functools
import inspect
from types import ModuleType
from typing import Any

from course_utils.classroom.lesson import Lesson, imports, names_in
from course_utils.classroom.preparing import file_of, kept
from course_utils.classroom.screens import Chapter, Screen
from course_utils.panels import picture
from course_utils.panels.controls import Choice, Slider, Toggle
from course_utils.panels.panel import Panel

SHARPNESS = 2.0  # pixels rendered for each pixel of a projected picture: about 1800 across


class Projected:
    """A module of panels, each of which is made for the wall unless it is told otherwise."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if callable(found) and "scale" in inspect.signature(found).parameters:
            return functools.partial(found, scale="projected")
        return found


def panel_of(lesson: Lesson, chapter: Chapter, screen: Screen) -> Panel:
    """The panel that a screen shows; raises `LookupError` as long as what it needs is not prepared."""
    space: dict[str, Any] = {"__name__": "__main__"}
    for name in screen.needs:
        values = kept(file_of(lesson, name, chapter.preparations[name]))
        if values is None:
            raise LookupError(f"{name} is not prepared.")
        space |= values
    code = lesson.code(screen.cell)
    exec(imports(lesson, names_in(code) - set(space)), space)
    for name, value in list(space.items()):
        if isinstance(value, ModuleType) and value.__name__.startswith("course_utils.panels"):
            space[name] = Projected(value)
    *first, last = ast.parse(code).body
    if not any(screen.cell in chapter.preparations[name].cells for name in screen.needs):
        exec(compile(ast.Module(first, []), f"<cell {screen.cell}>", "exec"), space)
    with picture.rendered_at(SHARPNESS):
        return eval(compile(ast.Expression(last.value), f"<cell {screen.cell}>", "eval"), space)


def controls_of(panel: Panel) -> list[dict[str, Any]]:
    """What the page needs to know of each control, in the panel's order."""
    return [_described(control) | {"sight": name in panel.in_sight} for name, control in panel.controls.items()]


def _described(control: Any) -> dict[str, Any]:
    about = {"name": control.name, "label": control.label}
    if isinstance(control, Slider):
        ends = {"min": control.minimum, "max": control.maximum, "step": control.step, "digits": control.decimals}
        return about | {"kind": "slider"} | (ends | {"digits": 0} if control.whole else ends)
    if isinstance(control, Choice):
        words = [str(option) for option in control.options]
        return about | {"kind": "steps" if control.numeric else "menu", "options": words}
    if isinstance(control, Toggle):
        return about | {"kind": "box"}
    return about | {"kind": "order"}


def values_of(panel: Panel) -> dict[str, Any]:
    """The present values as the page holds them: of a choice the place among its options."""
    return {name: _to_page(panel.controls[name], value) for name, value in panel.parameters.items()}


def moved(panel: Panel, values: dict[str, Any]) -> None:
    """Move the panel to values of the page; raises `ValueError` for one that a control does not take."""
    panel.move(**{name: _from_page(panel.controls[name], value) for name, value in values.items()})


def _to_page(control: Any, value: Any) -> Any:
    return control.options.index(value) if isinstance(control, Choice) else value


def _from_page(control: Any, value: Any) -> Any:
    if isinstance(control, Choice):
        return control.options[int(value)]
    if isinstance(control, Slider):
        return round(value) if control.whole else round(float(value), control.decimals)
    return value
