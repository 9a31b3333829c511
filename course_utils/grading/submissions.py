"""Find learners, their notebooks, and the cell that answers an exercise, wherever it was copied, moved or retyped."""

import contextlib
import hashlib
import os
import re
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from course_utils.checks import Exercise

LARGEST = 64 << 20
MOST_NOTEBOOKS, MOST_ENTRIES, DEEPEST = 50, 20_000, 20
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


def learners_in(folder: Path) -> list[Path]:
    """The folders of the learners, by name; links and hidden folders are none."""
    found = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    return sorted(path for path in found if not path.name.startswith((".", "__")))


def notebooks_of(learner: Path) -> list[Path]:
    """All notebooks of a learner, but no checkpoints; links are listed and will not be read.

    Folders are walked without recursion, down to a depth and a number of entries that nobody reaches by honest work.
    """
    found, waiting, seen = [], [(learner, 0)], 0
    while waiting and seen < MOST_ENTRIES:
        folder, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        seen += len(entries)
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting += [(Path(entry.path), depth + 1)] if depth < DEEPEST else []
            elif entry.name.endswith(".ipynb"):
                found.append(Path(entry.path))
    return sorted(found, key=lambda path: (path.name == "exercises.ipynb", path))[-MOST_NOTEBOOKS:]


def linked_twice(learners: list[Path]) -> dict[Path, str]:
    """{notebook: a sentence} for each that is a hard link to a notebook of another learner, who keeps it.

    It belongs to the folder whose owner owns the file; where that does not tell, to the folder that has not changed
    since before the link was made, which is the only one that can have held the file before.
    """
    places: dict[tuple[int, int], list[tuple]] = {}
    for learner in learners:
        for path in notebooks_of(learner):
            with contextlib.suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink > 1:
                    folder = path.parent.stat()
                    rank = learner.stat().st_uid != status.st_uid, folder.st_ctime_ns
                    places.setdefault((status.st_dev, status.st_ino), []).append((rank, learner, path))
    refused = {}
    for held in places.values():
        _, owner, _ = min(held)
        said = f"It is a hard link to a file of {owner.name}'s, so it is not read."
        refused |= {path: said for _, learner, path in held if learner != owner}
    return refused


def content_of(path: Path) -> bytes | str:
    """The bytes of a notebook's file, or a sentence why it is not read: a link could show us somebody else's work."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        return "It is a link, not a file." if path.is_symlink() else f"It cannot be opened ({error.strerror})."
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return "It is not a file."
        if status.st_size > LARGEST:
            return f"It has {status.st_size >> 20} MB; the limit is {LARGEST >> 20}: clear its outputs, submit again."
        return file.read()


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
    """A number that changes with any notebook of the learner and with the settings of the grading."""
    digest = hashlib.sha256(repr(settings).encode())
    for path in notebooks_of(learner):
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
