"""Recall: questions at the end of each lesson that are answered, and come back in the next one where they were missed.

One module a chapter holds its questions; `QUESTIONS` has them all, in the order of the lessons, by their ids.
"""

from __future__ import annotations

from course_utils.panels.recall import (
    bottleneck_efficiency,
    ensembles,
    gradient_highways,
    ode_view,
    residual_mathematics,
)
from course_utils.panels.recall.asking import ENTRY, MOST_AGAIN, Again, Line, Recall
from course_utils.panels.recall.kinds import Choice, Number, Order, Question
from course_utils.system.progress import open_progress

__all__ = ["QUESTIONS", "Choice", "Number", "Order", "again", "recall"]

CHAPTERS = (residual_mathematics, gradient_highways, bottleneck_efficiency, ensembles, ode_view)
QUESTIONS: dict[str, Question] = {question.id: question for chapter in CHAPTERS for question in chapter.QUESTIONS}


def recall(id: str) -> Recall:
    """Ask the question of this id; the last line of a cell shows it. Raises `ValueError` for an unknown one."""
    if id not in QUESTIONS:
        raise ValueError(f"No recall question is called {id!r}. There are {', '.join(QUESTIONS)}.")
    return Recall(QUESTIONS[id])


def again(before: int | None = None) -> Again | Line:
    """What was missed in the lessons `before` this chapter (in all, without one), the latest chapter's first."""
    values = open_progress().everything()
    entries = {id: values.get(ENTRY + id) for id, one in QUESTIONS.items() if before is None or one.chapter < before}
    answered = [id for id, entry in entries.items() if isinstance(entry, dict)]
    missed = [QUESTIONS[id] for id in answered if entries[id].get("missed")]
    if missed:
        missed.sort(key=lambda question: -question.chapter)
        return Again(missed[:MOST_AGAIN], len(missed[MOST_AGAIN:]))
    if answered:
        return Line("Nothing missed last time: every recall question that you answered is right.")
    return Line("No recall question is answered yet; those that you miss come back here.")
