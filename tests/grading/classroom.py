"""Submissions for tests: the released notebooks with answers written into their cells."""

import json
import re
from pathlib import Path

from course_utils.checks import EXERCISES
from course_utils.grading.submissions import Notebook

COURSE = Path(__file__).parents[2]
HEADER = re.compile(r"# (?:attack|accident): [^|]+?(?: \| exercise: (?P<id>[\d.]+))? \| status: (?P<status>.+)")
RIGHT = """import torch


def residual_block(x, W1, b1, W2, b2):
    return x + torch.relu(x @ W1.T + b1) @ W2.T + b2
"""


def released(chapter: str = "01_residual_mathematics") -> dict:
    """The notebook as a learner gets it."""
    return json.loads((COURSE / "exercises" / chapter / "exercises.ipynb").read_text(encoding="utf-8"))


def solved(chapter: str = "01_residual_mathematics") -> dict:
    """The notebook with all solutions in it."""
    return json.loads((COURSE / "solutions" / chapter / "exercises.ipynb").read_text(encoding="utf-8"))


def cell_of(notebook: dict, name: str) -> dict:
    """The cell of this name."""
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def answered(answers: dict[str, str], notebook: dict | None = None) -> dict:
    """A notebook with these answers, {exercise: code}, written into their cells."""
    notebook = notebook or released()
    for id, code in answers.items():
        cell_of(notebook, f"answer-{id.replace('.', '-')}")["source"] = code
    return notebook


def submit(folder: Path, learner: str, notebook: dict | str | bytes, name: str = "exercises.ipynb") -> Path:
    """Write a notebook, or any text in its place, into a learner's folder."""
    path = folder / learner / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(notebook) if type(notebook) is dict else notebook
    path.write_bytes(content if type(content) is bytes else content.encode())
    return folder / learner


def alone(id: str, code: str) -> list[Notebook]:
    """Notebooks as the grader reads them, with one answer and nothing else."""
    cell = {"name": f"answer-{id.replace('.', '-')}", "kind": "code", "source": code}
    return [Notebook("exercises.ipynb", [cell])]


def header(code: str) -> tuple[str, list[str]]:
    """Exercise and allowed statuses that the first line of a submission file names."""
    found = HEADER.match(code.splitlines()[0])
    return found["id"] or "1.1", found["status"].split(" or ")


def by_code() -> list:
    """All exercises that a check judges."""
    return [exercise for exercise in EXERCISES.values() if not exercise.by_hand]
