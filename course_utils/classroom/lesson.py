"""What the wall shows of a lesson, read from its notebook: code, predictions with options and outcomes, pictures.

Nothing here imports more than Python itself: the page is up before torch is.
"""

from __future__ import annotations

import ast
import base64
import functools
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.start.outline import FOLDERS, cells_of
from course_utils.start.packages import COURSE

BINS = 5  # ranges that a class chooses from where a learner moves a slider


@dataclass(frozen=True)
class Asked:
    """A prediction of the lesson: its question, its options, and what was measured, as the notebook keeps it."""

    key: str
    question: str
    options: tuple[str, ...]
    outcome: str


@dataclass(frozen=True)
class Lesson:
    """The lesson of chapter `number`: its title, and its cells by their ids."""

    number: int
    title: str
    cells: dict[str, dict[str, Any]]

    def code(self, cell: str) -> str:
        """The source of a cell; raises `KeyError` where the lesson has none of that id."""
        return self.cells[cell]["source"]

    def picture(self, cell: str) -> bytes:
        """The PNG that the notebook keeps of a cell; nothing where it keeps none."""
        for output in self.cells[cell].get("outputs", ()):
            if found := output.get("data", {}).get("image/png"):
                return base64.b64decode("".join(found))
        return b""

    def photographs(self, cell: str) -> bool:
        """Whether the picture stays as it is on a dark page."""
        outputs = self.cells[cell].get("outputs", ())
        return any(output.get("metadata", {}).get("needs_background") for output in outputs)

    def said(self, cell: str) -> str:
        """The text that the notebook keeps of a cell: a panel's readout, a figure's alternative."""
        for output in self.cells[cell].get("outputs", ()):
            if found := output.get("data", {}).get("text/plain"):
                return re.sub(r"^.*?\): |^Figure: ", "", "".join(found), flags=re.DOTALL)
        return ""

    @functools.cached_property
    def predictions(self) -> dict[str, Asked]:
        """Every prediction of the lesson, by its key."""
        calls = [call for cell in self.cells.values() if cell["cell_type"] == "code" for call in _calls(cell["source"])]
        asked = [(call, names) for call, names in calls if _name(call) in ("predict", "predict_number")]
        return {(one := self._asked(call, names)).key: one for call, names in asked}

    def _asked(self, call: ast.Call, names: dict[str, Any]) -> Asked:
        values = [_value(node, names) for node in call.args]
        named = {word.arg: _value(word.value, names) for word in call.keywords}
        key, question = values[:2]
        if _name(call) == "predict":
            options = tuple(values[2])
        else:
            low, high = values[2:4]
            unit = named.get("unit", values[5] if len(values) > 5 else "")
            options = ranges(low, high, unit)
        return Asked(key, question, options, self._outcome(key))

    def _outcome(self, key: str) -> str:
        for cell in self.cells.values():
            if cell["cell_type"] == "code" and f'reveal("{key}"' in re.sub(r"reveal\(\s+", "reveal(", cell["source"]):
                for output in cell["outputs"]:
                    if found := re.search(r"measured: (.*)\.$", "".join(output.get("data", {}).get("text/plain", ""))):
                        return found[1]
        return ""


def ranges(low: float, high: float, unit: str = "") -> tuple[str, ...]:
    """`BINS` ranges of about one length from `low` to `high`, with whole ends, in words."""
    words = [f"{round(low + (high - low) * place / BINS)}" for place in range(BINS + 1)]
    return tuple(f"{a} to {b}{f' {unit}' if unit else ''}" for a, b in itertools.pairwise(words))


def imports(lesson: Lesson, names: Iterable[str]) -> str:
    """The import statements of the lesson that bring one of `names`: the others cost seconds."""
    wanted, found = set(names), []
    for cell in lesson.cells.values():
        if cell["cell_type"] == "code" and not cell["id"].startswith("tomorrow"):
            found += [_only(node, wanted) for node in ast.parse(cell["source"]).body]
    return "\n".join(dict.fromkeys(ast.unparse(node) for node in found if node is not None))


def names_in(source: str) -> set[str]:
    """Every name that a piece of code mentions."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


@functools.cache
def lesson_of(number: int, course: Path = COURSE) -> Lesson:
    """The lesson of a chapter, 1 to 5; raises `ValueError` where there is none that can be read."""
    if number not in range(1, len(FOLDERS) + 1):
        raise ValueError(f"There is no chapter {number}: CHAPTER is a number from 1 to {len(FOLDERS)}.")
    cells = {cell["id"]: cell for cell in cells_of(course / "chapters" / FOLDERS[number - 1] / "lesson.ipynb")}
    if not cells:
        raise ValueError(f"chapters/{FOLDERS[number - 1]}/lesson.ipynb cannot be read.")
    title = re.search(r"^# (.+)$", next(iter(cells.values()))["source"], re.MULTILINE)
    return Lesson(number, title[1] if title else "", cells)


def _calls(source: str) -> list[tuple[ast.Call, dict[str, Any]]]:
    if "predict" not in source:
        return []
    tree = ast.parse(source)
    names = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return [(node, names) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def _value(node: ast.AST, names: dict[str, ast.AST]) -> Any:
    return ast.literal_eval(names.get(getattr(node, "id", ""), node))


def _only(node: ast.AST, wanted: set[str]) -> ast.AST | None:
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return None
    kept = [alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) in wanted]
    if not kept:
        return None
    if isinstance(node, ast.Import):
        return ast.Import(kept)
    return ast.ImportFrom(node.module, kept, node.level)
