"""Points that a person gave: from nbgrader's gradebook, where formgrader keeps them, or from a table."""

import csv
import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from course_utils.checks import EXERCISES
from course_utils.grading.results import Graded
from course_utils.grading.store import as_named
from course_utils.grading.submissions import named


class HandError(Exception):
    """Why points given by hand cannot be read, in one sentence."""


@dataclass
class Read:
    """What a person gave for one answer, and said of it."""

    points: float | None
    comment: str = ""


def points_by_hand(path: Path) -> dict[tuple[str, str], Read]:
    """{(learner, exercise): what a person gave}, from a gradebook.db, or from a CSV of learner, exercise, points.

    Raises `HandError` for a file that is not there or cannot be read.
    """
    if not path.is_file():
        raise HandError(f"There is no file {path}.")
    try:
        return from_table(path) if path.suffix == ".csv" else from_gradebook(path)
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        raise HandError(f"{path} cannot be read: {error}.") from error


def from_table(path: Path) -> dict[tuple[str, str], Read]:
    """Rows of learner, exercise, points and, if you like, comment; rows with neither say nothing yet."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [
            (row, (row["points"] or "").strip(), as_named(row.get("comment") or "").strip())
            for row in csv.DictReader(file)
        ]
    return {
        (as_named(row["learner"]), row["exercise"]): Read(float(points) if points else None, comment)
        for row, points, comment in rows
        if points or comment
    }


def from_gradebook(path: Path) -> dict[tuple[str, str], Read]:
    """Answers in prose that somebody has read in formgrader; nbgrader's own API reads a copy, yours is not touched.

    Raises `HandError` where nbgrader is not installed.
    """
    try:
        from nbgrader.api import Gradebook
    except ImportError as error:
        raise HandError("To read a gradebook, nbgrader must be installed: pip install nbgrader.") from error
    ids = {named("answer", exercise): exercise.id for exercise in EXERCISES.values() if exercise.by_hand}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "gradebook.db")
        snapshot(path, copy)
        with Gradebook(f"sqlite:///{copy}") as gradebook:
            for assignment in gradebook.assignments:
                for submission in gradebook.assignment_submissions(assignment.name):
                    for notebook in submission.notebooks:
                        found |= read_in(notebook, ids)
    return found


def snapshot(path: Path, copy: str):
    """A consistent copy of a database that formgrader may be writing at this moment."""
    source, target = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def read_in(notebook, ids: dict[str, str]) -> dict[tuple[str, str], Read]:
    """What a person gave in one submitted notebook of the gradebook."""
    comments = {comment.name: comment.comment or "" for comment in notebook.comments}
    return {
        (notebook.student.id, ids[grade.name]): Read(grade.score, comments.get(grade.name, ""))
        for grade in notebook.grades
        if grade.name in ids and grade.manual_score is not None and not grade.needs_manual_grade
    }


def merge(graded: list[Graded], given: dict[tuple[str, str], Read], kept: dict | None = None) -> list[str]:
    """Put points and comments given by hand into the results; return a sentence for each that does not fit.

    Points count for prose alone, and only from 0 to the maximum; a comment counts for code as well. `kept` holds the
    share of the points that a late learner keeps, {(learner, chapter): share}.
    """
    left, odd = dict(given), []
    for one in graded:
        for result in one.results:
            read = left.pop((one.learner, result.exercise), None)
            if read is None:
                continue
            if read.comment:
                result.notes = [*result.notes, f"Your reader says: {read.comment}"]
            if not EXERCISES[result.exercise].by_hand or read.points is None:
                continue
            if not 0 <= read.points <= result.maximum:
                where = f"{one.learner}, {result.exercise}: {read.points:g} points"
                odd.append(f"{where} are not taken: they lie outside 0 to {result.maximum:g}.")
                continue
            result.points, result.status = read.points, "read"
    odd += [f"{learner}, {id}: no such answer is to be read." for learner, id in left]
    return odd + _late(graded, kept or {})


def _late(graded, kept):
    """Write down what each late learner keeps; return a sentence for each who is not there."""
    for one in graded:
        one.kept = {
            chapter: kept[one.learner, chapter] for chapter in one.by_chapter() if (one.learner, chapter) in kept
        }
    names = {one.learner for one in graded}
    return [f"{learner}: late, but no such learner is there." for learner, _ in kept if learner not in names]


def kept_by_lateness(path: Path) -> dict[tuple[str, str], float]:
    """{(learner, chapter): the share of the points that is kept}, from a CSV of learner, chapter, kept.

    Raises `HandError` for a file that cannot be read and for a share outside 0 to 1.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            found = {
                (as_named(row["learner"]), row["chapter"].strip()): float(row["kept"]) for row in csv.DictReader(file)
            }
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise HandError(f"{path} cannot be read: {error}.") from error
    if not all(0 <= share <= 1 for share in found.values()):
        raise HandError(f"{path} cannot be read: `kept` is a share from 0 to 1.")
    return found
