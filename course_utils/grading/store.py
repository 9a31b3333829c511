"""The grader's output folder: results that a second run takes up again, the table, the pages."""

import contextlib
import csv
import hashlib
import io
import json
import os
import re
import secrets
import unicodedata
from pathlib import Path

from course_utils.grading.inside import frames
from course_utils.grading.results import Graded
from course_utils.system.files import replace_file

FORMULA = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last four are the wide ones of Asia
NUMBER, UNPRINTABLE = re.compile(r"[-+]?[\d.]+(?:e[-+]?\d+)?"), re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
HEADER = ("learner", "exercise", "title", "points", "maximum", "status")


class Store:
    """Reads and writes one output folder; every file is written whole or not at all."""

    def __init__(self, folder: Path):
        self.folder, self.kept = folder, folder / ".graded"
        self.kept.mkdir(parents=True, exist_ok=True)
        os.chmod(self.kept, 0o700)
        (folder / "feedback").mkdir(exist_ok=True)

    def seed(self, given: str | None) -> str:
        """The seed of the hidden inputs: the one given, or that of the last run, or a fresh one that nobody knows."""
        path = self.kept / "seed.txt"
        if given is None and path.exists():
            return path.read_text(encoding="utf-8")
        seed = given or secrets.token_hex(8)
        self.write(path, seed)
        return seed

    def load(self, learner: str, fingerprint: str) -> Graded | None:
        """An earlier result of a learner, unless anything has changed since."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            kept = Graded.from_dict(json.loads(self._path(learner).read_text(encoding="utf-8")))
            return kept if kept.fingerprint == fingerprint and kept.learner == learner else None

    def save(self, one: Graded):
        """Keep a learner's result for a later run."""
        self.write(self._path(one.learner), json.dumps(one.to_dict()))

    def _path(self, learner: str) -> Path:
        return self.kept / f"{hashlib.sha256(os.fsencode(learner)).hexdigest()[:24]}.json"

    @property
    def read_by_you(self) -> Path:
        """Where the page for reading prose keeps points and comments."""
        return self.folder / "read.csv"

    def write_table(self, graded: list[Graded]) -> Path:
        """Write grades.csv: a row a learner and exercise."""
        numbers = "{:g}".format
        rows = [
            (one.learner, result.exercise, result.title, numbers(result.points), numbers(result.maximum), result.status)
            for one in graded
            for result in one.results
        ]
        return self.write(self.folder / "grades.csv", as_csv([HEADER, *rows]))

    def write(self, path: Path, text: str) -> Path:
        """Write a file whole or not at all."""
        replace_file(path, text.encode("utf-8", "replace"))
        return path


def as_csv(rows) -> str:
    """Rows as a table that a spreadsheet takes for text and numbers, whatever a learner's folder is called."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def harmless(cell) -> str:
    """A cell that no spreadsheet takes for a formula, on one line; a number stays one."""
    text = UNPRINTABLE.sub(" ", str(cell))
    if text[:1] in (*FORMULA, "'") and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_named(cell: str) -> str:
    """A learner's name, or a comment, as it was before `harmless`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*FORMULA, "'") else cell


def survives(name: str) -> bool:
    """Whether a table gives a learner's name back as it is; another's could be the same there."""
    return as_named(harmless(name).encode("utf-8", "replace").decode()) == name


def printable(text: str) -> str:
    """A line for the terminal, which takes some characters for orders; a learner names folders and notebooks."""
    seen = "".join("?" if unicodedata.category(character) == "Cf" else character for character in text)
    return UNPRINTABLE.sub("?", seen).encode("utf-8", "replace").decode()


def version_of_the_checks() -> str:
    """A number that changes with the checks and the grader: no old result survives a mended check."""
    package, digest = Path(frames.__file__).parents[2], hashlib.sha256()
    for path in sorted([*(package / "checks").rglob("*.py"), *(package / "grading").rglob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
