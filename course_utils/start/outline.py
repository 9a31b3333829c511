"""What the course consists of, read from its notebooks: sections, predictions, questions, exercises, and their minutes.

Nothing here imports more than Python itself. The rule for the minutes of a lesson, section by section:

    200 words a minute; a quarter of a minute for an equation on a line of its own; 5 seconds for a line of code;
    a minute for a figure or a panel, half a minute for a prediction, a minute for a recall question; 10 seconds for a
    cell whose code is folded, which is what it takes to read its verdict. Not counted are references, and prose that
    a click unfolds.

The minutes of an exercise are those that its task states. None of them is measured: a reader may take half, or twice.
"""

from __future__ import annotations

import ast
import functools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_utils.start.packages import COURSE

WORDS_A_MINUTE = 200
EQUATION, LINE, FIGURE, PREDICTION, QUESTION, FOLDED = 0.25, 5 / 60, 1.0, 0.5, 1.0, 10 / 60  # minutes each
FOLDERS = ("01_residual_mathematics", "02_gradient_highways", "03_bottleneck_efficiency", "04_ensembles", "05_ode_view")
TASK = re.compile(r"^## (\d+\.\d+) (.+)\n+\*(\d+) points?(, given by a person)?.*?(\d+) minutes\*", re.MULTILINE)


@dataclass
class Section:
    """A heading of a lesson, its cell's id, and what it holds: minutes, `{key: question}`, ids of recall questions."""

    heading: str
    cell: str = ""
    minutes: float = 0.0
    predictions: dict[str, str] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Task:
    """An exercise: its number, its title, its points, whether a person gives them, and the minutes that it states."""

    id: str
    title: str
    points: int
    by_hand: bool
    minutes: int

    @property
    def heading(self) -> str:
        """Its heading in the notebook."""
        return f"{self.id} {self.title}"

    @property
    def cell(self) -> str:
        """The id of the cell that sets it."""
        return f"task-{self.id.replace('.', '-')}"


@dataclass(frozen=True)
class Chapter:
    """A chapter: its number, folder and name, the sections of its lesson, its exercises."""

    number: int
    folder: str
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]

    @property
    def name(self) -> str:
        """The folder's name as words."""
        words = self.folder[3:].replace("_", " ").capitalize()
        return words.replace("Ode", "The ODE")

    @property
    def predictions(self) -> dict[str, str]:
        """The lesson's predictions, `{key: question}`, in its order."""
        return {key: question for section in self.sections for key, question in section.predictions.items()}

    @property
    def questions(self) -> list[str]:
        """The ids of the lesson's recall questions, in its order."""
        return [id for section in self.sections for id in section.questions]

    @property
    def minutes(self) -> float:
        """Minutes for the whole lesson, by the rule."""
        return sum(section.minutes for section in self.sections)

    @property
    def checked(self) -> tuple[Task, ...]:
        """The exercises that a check judges; the others are read by a person."""
        return tuple(task for task in self.tasks if not task.by_hand)


@functools.cache
def chapters(course: Path = COURSE) -> tuple[Chapter, ...]:
    """The chapters as their notebooks have them; a notebook that cannot be read counts as empty."""
    return tuple(
        Chapter(
            number,
            folder,
            tuple(sections_of(cells_of(course / "chapters" / folder / "lesson.ipynb"))),
            tuple(tasks_of(cells_of(course / "exercises" / folder / "exercises.ipynb"))),
        )
        for number, folder in enumerate(FOLDERS, 1)
    )


def cells_of(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook with their sources joined; none where there is no readable notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [cell | {"source": "".join(cell["source"])} for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def sections_of(cells: list[dict[str, Any]]) -> list[Section]:
    """A lesson's sections; what stands before its first heading is called after its title."""
    found = [Section("")]
    for cell in cells:
        source = cell["source"]
        if cell["cell_type"] == "markdown" and (heading := re.search(r"^##? (.+)$", source, re.MULTILINE)):
            found.append(Section(heading[1].strip(), cell.get("id", "")))
        found[-1].minutes += minutes_of(cell)
        if cell["cell_type"] == "code":
            found[-1].predictions |= predictions_in(source)
            found[-1].questions += re.findall(r'^recall\("([^"]+)"\)', source, re.MULTILINE)
    return found[1:] if not found[0].minutes else found


def predictions_in(source: str) -> dict[str, str]:
    """`{key: question}` of the predictions that a cell asks for."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return {}
    assigned = {node.targets[0].id: node.value for node in nodes if _names_a_text(node)}
    asked = {}
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("predict", "predict_number"):
            key, question = (assigned.get(getattr(value, "id", ""), value) for value in node.args[:2])
            asked[key.value] = question.value
    return asked


def _names_a_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.targets[0], ast.Name)
    )


def tasks_of(cells: list[dict[str, Any]]) -> list[Task]:
    """A notebook's exercises, as the lines below their headings state them."""
    texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    found = [match for text in texts if (match := TASK.search(text))]
    rows = (match.groups() for match in found)
    return [Task(id, title, int(points), bool(by_hand), int(minutes)) for id, title, points, by_hand, minutes in rows]


def minutes_of(cell: dict[str, Any]) -> float:
    """The minutes of one cell, by the rule above."""
    source = cell["source"]
    if cell["cell_type"] == "markdown":
        if cell.get("id", "").startswith("references"):
            return 0.0
        source = re.sub(r"<details>.*?</details>", " ", source, flags=re.DOTALL)
        equations = len(re.findall(r"\$\$.*?\$\$", source, re.DOTALL))
        prose = re.sub(r"\$\$.*?\$\$|<[^>]*>|\]\([^)]*\)", " ", source, flags=re.DOTALL)
        return len(re.findall(r"[A-Za-z][\w'-]*", prose)) / WORDS_A_MINUTE + EQUATION * equations
    if re.match(r"(from .+ import recall\n+)?recall\(", source):
        return QUESTION
    if source.startswith("predict"):
        return PREDICTION
    shows = any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
    figure = FIGURE if shows or re.search(r"^panels\.\w+\(", source, re.MULTILINE) else 0.0
    if cell.get("metadata", {}).get("jupyter", {}).get("source_hidden"):
        return figure + FOLDED
    return figure + LINE * sum(bool(line.strip()) for line in source.splitlines())


def link(folder: str, notebook: str, cell: str = "") -> str:
    """The way from my_work/ to a cell of a notebook, as a link on a page of JupyterLab."""
    return f"{folder}/{notebook}.ipynb" + (f"#cell-id={cell}" if cell else "")
