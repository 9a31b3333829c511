"""`check("1.3", answer)`: one mechanism for the learner's cell, for nbgrader, and for a grader in another process."""

import contextlib
import os

from course_utils.checks.answer import Answer, Trouble, misfit
from course_utils.checks.exercise import EXERCISES, Draw, Exercise
from course_utils.checks.precision import InPrecision
from course_utils.checks.quiet import quiet
from course_utils.checks.record import note
from course_utils.checks.report import Property, Report

INSTRUCTOR_SEED = "25"  # any other than the learner's; COURSE_SEED replaces it


def check(id: str, answer, seed: int | str = 0) -> Report:
    """Hold `answer` against the laws of an exercise, on inputs drawn from `seed`; never raises, never writes to stderr.

    `answer` is the learner's function or class. A grader hands over an `Answer` of its own instead, one that sends the
    inputs elsewhere and brings plain data or Trouble back; nobody looks at its picture.
    """
    exercise = EXERCISES.get(id) if type(id) is str else None
    if exercise is None:
        message = f"No exercise has this number. There are {', '.join(EXERCISES)}."
        return Report(str(id), "unknown exercise", "failed", [Property("the exercise exists", False, message, 0)])
    if exercise.by_hand:
        read = Property("a person reads this answer", False, "It gets its points by hand.", exercise.points)
        return Report(id, exercise.title, "not attempted", [read], exercise.points)
    seed = os.environ.get("COURSE_SEED", INSTRUCTOR_SEED) if seed == "instructor" else seed
    said: list[str] = []
    with quiet(said):
        report = examine(exercise, answer, seed)
        looked_at = exercise.picture and not isinstance(answer, Answer)
        if looked_at and report.status in ("passed", "partly", "failed") and report.tried:
            with contextlib.suppress(Exception):
                report.picture = exercise.picture(asked(exercise, answer, seed), Draw(seed, exercise.id, "picture"))
    report.said = " ".join(said)[:500]
    if seed == 0 and not isinstance(answer, Answer):
        note(report)
    return report


def asked(exercise: Exercise, given, seed) -> InPrecision:
    """A learner's object, or what stands in for it, as the laws call it: with a budget of time for this run alone."""
    if not isinstance(given, Answer):
        given = Answer(given, exercise.signature, exercise.adapter, seed=Draw(seed, exercise.id).seed)
    given.renew()
    return InPrecision(given, exercise.tables)


def examine(exercise: Exercise, given, seed) -> Report:
    """Try every law; a law that fails costs its points and the others still get their turn."""
    report = Report(exercise.id, exercise.title, "passed", maximum=exercise.points)
    answer, stopped, statuses = asked(exercise, given, seed), misfit(given, exercise.signature, exercise.id), set()
    for law in exercise.laws:
        trouble = stopped or attempt(law.test, answer, Draw(seed, exercise.id, law.name))
        report.properties.append(Property(law.name, trouble is None, trouble.message if trouble else "", law.points))
        statuses.add(trouble.status if trouble else "passed")
        if trouble and trouble.status == "not attempted":
            stopped = Trouble("not attempted", "")
        if trouble and trouble.status == "timed out":
            stopped = Trouble("timed out", "Not tried, because an earlier call did not end.")
    report.status, report.tried = verdict(statuses), statuses <= {"passed", "failed"}
    return report


def attempt(test, answer, draw) -> Trouble | None:
    """The trouble that a law finds, if any."""
    try:
        test(answer, draw)
    except Trouble as trouble:
        return trouble
    except Exception as error:  # an answer of a form that the law did not foresee
        return Trouble("failed", f"What came back could not be read ({type(error).__name__}: {error}).")
    return None


def verdict(statuses: set[str]) -> str:
    """One word for the whole report."""
    if statuses == {"passed"}:
        return "passed"
    if "passed" in statuses:
        return "partly"
    return next(status for status in ("not attempted", "timed out", "failed", "crashed") if status in statuses)
