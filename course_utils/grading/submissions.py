"""Find what was handed in, and the cell that answers an exercise, wherever it was copied, moved or retyped."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.checks import Exercise
from course_utils.grading.folders import content_of, notebooks_of, walked

CHAPTER_OF_A_CELL = re.compile(rb""""answer-(\d{1,2})-\d{1,2}"|check\(\s*(?:\\?"|')(\d{1,2})\.\d{1,2}""")
STUB = "raise NotImplementedError"
ESSAY_STUB = "*Write your answer here.*"


@dataclass
class Notebook:
    """One notebook of a learner's: its cells without outputs, or why it could not be read."""

    name: str
    cells: list[dict] = field(default_factory=list)
    problem: str = ""

    @property
    def names(self) -> set[str]:
        """The names of its cells."""
        return {cell["name"] for cell in self.cells}


@dataclass
class Found:
    """The cell that answers an exercise."""

    notebook: Notebook
    index: int
    others: int = 0  # further cells that define the same

    @property
    def source(self) -> str:
        """What the learner wrote in it."""
        return self.notebook.cells[self.index]["source"]

    def others_said(self) -> list[str]:
        """A sentence where there was a choice."""
        return [f"{self.others + 1} cells define this; the last written one was graded."] if self.others else []

    @property
    def sources(self) -> list[str]:
        """The code of all cells of its notebook; the cell itself counts as code whatever its type."""
        cells = enumerate(self.notebook.cells)
        return [cell["source"] if cell["kind"] == "code" or i == self.index else "" for i, cell in cells]


def chapters_of(learner: Path, chapters: list[str]) -> list[str]:
    """The chapters that a learner handed in, told by the names of cells and by the checks that they call."""
    found = set()
    for content in map(content_of, notebooks_of(learner)):
        if type(content) is bytes:
            found |= {(name or call).decode() for name, call in CHAPTER_OF_A_CELL.findall(content)}
    return [chapter for chapter in chapters if chapter in found]


def chapters_of_the_class(handed_in: dict[str, list[str]], chapters: list[str]) -> list[str]:
    """The chapters that the class was to hand in: those that a quarter of it did, so that no single file decides.

    All of them where no notebook tells.
    """
    counts = Counter(chapter for found in handed_in.values() for chapter in found)
    most = max(counts.values(), default=0)
    return [chapter for chapter in chapters if counts[chapter] and 4 * counts[chapter] >= most] or chapters


def fingerprint(learner: Path, *settings) -> str:
    """A number that changes with what is read of the learner and with the settings of the grading."""
    walk = walked(learner)
    digest = hashlib.sha256(ascii((settings, walk.said)).encode())
    for path in walk.notebooks:
        content = content_of(path)
        digest.update(str(path.relative_to(learner)).encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(content if type(content) is bytes else content.encode()).digest())
    return digest.hexdigest()


def cell_of(exercise: Exercise, notebooks: list[Notebook]) -> Found | None:
    """The cell that answers an exercise: one that defines it rather than a stub, before its check, the last of them."""
    candidates = []
    for place, notebook in enumerate(notebooks):
        check = next((i for i, c in enumerate(notebook.cells) if c["name"] == named("check", exercise)), 1 << 30)
        for index, cell in enumerate(notebook.cells):
            if rank := rank_of(cell, exercise):
                candidates.append((rank, index < check, place, index))
    if not candidates:
        return None
    *_, place, index = max(candidates)
    return Found(notebooks[place], index, sum(rank[0] > 1 for rank in candidates) - 1)


def rank_of(cell: dict, exercise: Exercise) -> int:
    """3 for a written answer, 2 for a stub, 1 for a cell of the right name alone, 0 for any other cell."""
    ours = cell["name"] == named("answer", exercise)
    if exercise.by_hand:
        return ours * (2 if cell["source"].strip() in ("", ESSAY_STUB) else 3)
    if defines(cell["source"], exercise.signature.partition("(")[0]) and (ours or cell["kind"] == "code"):
        return 2 if STUB in cell["source"] else 3
    return int(ours)


def is_stub(found: Found, exercise: Exercise) -> bool:
    """Whether nothing is written where the answer should be."""
    return rank_of(found.notebook.cells[found.index], exercise) == 2


def defines(source: str, name: str) -> bool:
    """Whether a cell defines `name` at its top level, as far as the eye can see."""
    name = re.escape(name)
    pattern = rf"^(?:(?:async\s+)?def|class)\s+{name}\b|^{name}\s*(?::[^=\n]*)?=(?!=)"
    return re.search(pattern, source, re.MULTILINE) is not None


def named(part: str, exercise: Exercise) -> str:
    """The name of an exercise's cell in our notebooks: answer-1-3, check-1-3."""
    return f"{part}-{exercise.id.replace('.', '-')}"
