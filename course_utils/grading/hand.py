"""Points that a person gave: from nbgrader's gradebook, where formgrader keeps them, or from a table."""

import csv
import os
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from course_utils.checks import EXERCISES
from course_utils.grading.grader import Graded
from course_utils.grading.submissions import named


class HandError(Exception):
    """Why points given by hand cannot be read, in one sentence."""


@dataclass
class Read:
    """What a person gave for one answer, and said of it."""

    points: float
    comment: str = ""


def points_by_hand(path: Path) -> dict[tuple[str, str], Read]:
    """{(learner, exercise): what a person gave}, from a gradebook.db, or from a CSV of learner, exercise, points."""
    if not path.is_file():
        raise HandError(f"There is no file {path}.")
    try:
        return from_table(path) if path.suffix == ".csv" else from_gradebook(path)
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        raise HandError(f"{path} cannot be read: {error}.") from error


def from_table(path: Path) -> dict[tuple[str, str], Read]:
    """Rows of learner, exercise, points and, if you like, comment; rows without points are not read yet."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if (row["points"] or "").strip()]
    return {(row["learner"], row["exercise"]): Read(float(row["points"]), row.get("comment") or "") for row in rows}


def from_gradebook(path: Path) -> dict[tuple[str, str], Read]:
    """Answers in prose that somebody has read in formgrader; nbgrader's own API reads a copy, yours is not touched."""
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


def merge(graded: list[Graded], given: dict[tuple[str, str], Read]) -> list[str]:
    """Put points given by hand into the results; return a sentence for each that does not fit."""
    left = dict(given)
    for one in graded:
        for result in one.results:
            read = left.pop((one.learner, result.exercise), None)
            if read and EXERCISES[result.exercise].by_hand:
                result.points, result.status = read.points, "read"
                result.notes = [f"Your reader says: {read.comment}"] if read.comment else []
    odd = [f"{learner}, {id}: no such answer is to be read." for (learner, id) in left]
    most = {id: exercise.points for id, exercise in EXERCISES.items()}
    odd += [
        f"{learner}, {id}: {read.points:g} points are more than {most[id]:g}."
        for (learner, id), read in given.items()
        if id in most and read.points > most[id]
    ]
    return odd
