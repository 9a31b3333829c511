"""The grader's output folder: results that a second run takes up again, the table, the pages."""

import contextlib
import csv
import hashlib
import io
import json
import os
import secrets
from pathlib import Path

from course_utils.grading.grader import Graded
from course_utils.grading.inside import frames
from course_utils.system.files import replace_file

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

    def write_table(self, graded: list[Graded]) -> Path:
        """Write grades.csv: a row a learner and exercise."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(HEADER)
        for one in graded:
            for result in one.results:
                numbers = f"{result.points:g}", f"{result.maximum:g}"
                writer.writerow((one.learner, result.exercise, result.title, *numbers, result.status))
        return self.write(self.folder / "grades.csv", text.getvalue())

    def write(self, path: Path, text: str) -> Path:
        """Write a file whole or not at all."""
        replace_file(path, text.encode("utf-8", "replace"))
        return path


def version_of_the_checks() -> str:
    """A number that changes with the checks and the grader: no old result survives a mended check."""
    package, digest = Path(frames.__file__).parents[2], hashlib.sha256()
    for path in sorted([*(package / "checks").rglob("*.py"), *(package / "grading").rglob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
