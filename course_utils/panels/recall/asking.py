"""A recall question on the page: answered, judged at once with a sentence, kept in the learner's file, never graded.

recall("1-copy")        at the end of lesson 1
again(before=2)         near the top of lesson 2: what was missed comes back until it is answered at the first try
"""

from __future__ import annotations

import datetime
import html
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
from traitlets import TraitError

from course_utils.panels.access import BOX, Access, kept
from course_utils.panels.recall.answering import answering
from course_utils.panels.recall.kinds import Question, Verdict
from course_utils.panels.words import counted
from course_utils.system.progress import open_progress

ENTRY = "recall/"
TIGHT = "line-height: 1.45"
MOST_AGAIN = 5  # questions that come back at once


class Recall:
    """One question, a control for the answer, a button, and the line that says how it came out.

    `missed` is a question that comes back: its line begins empty, and the first try there decides.
    """

    def __init__(self, question: Question, missed: bool = False) -> None:
        self.question, self.missed, self.said, self.tries = question, missed, "", 0
        self._progress = open_progress()
        self._hand = answering(question)
        self._button = widgets.Button(description="Answer", tooltip="Hear whether this is right")
        self._button.on_click(lambda _: self.answer())
        self._status = widgets.HTML(layout={"min_height": "28px"})
        self._restore()
        asked = widgets.HTMLMath(f"<b>Recall.</b> {html.escape(question.text, quote=False)}")
        named = Access(question=question.text)
        parts = [asked, *self._hand.parts, self._button, self._status, named]
        self.box = widgets.VBox(parts, layout={"max_width": "720px", "margin": "0 0 12px"})
        self.box.add_class(BOX)
        self.after = lambda: None

    @property
    def entry(self) -> dict[str, Any]:
        """What is kept of this question: the last answer, whether it is right, the tries; empty before the first."""
        found = self._progress.get(ENTRY + self.question.id)
        return found if isinstance(found, dict) else {}

    def answer(self) -> Verdict:
        """Judge what the control says, keep it, and say how it came out."""
        given = self._hand.value
        verdict = self.question.judge(given)
        if verdict.right is None:
            self._say(verdict.sentence)
            return verdict
        self.tries += 1
        notice = self._progress.change(ENTRY + self.question.id, lambda old: self._entry(old, given, verdict))
        self._say(self._sentence(given, verdict), notice)
        self.after()
        return verdict

    def _entry(self, old: Any, given: Any, verdict: Verdict) -> dict[str, Any]:
        """The new entry: a miss stays one until the question comes back and its first try there is right."""
        old = old if isinstance(old, dict) else {}
        mended = self.missed and self.tries == 1 and verdict.right
        return {
            "answer": given,
            "right": verdict.right,
            "first": old.get("first", verdict.right),
            "missed": not verdict.right or (bool(old.get("missed")) and not mended),
            "tries": int(old.get("tries", 0)) + 1,
            "on": datetime.date.today().isoformat(),
        }

    def _sentence(self, given: Any, verdict: Verdict, before: str = "") -> str:
        where = "" if verdict.right else f" See {self.question.place}."
        return f"{before}Your answer: {self._hand.shown(given)}. {'Right' if verdict.right else 'Not so'}: " + (
            f"{verdict.sentence}{where}"
        )

    def _restore(self) -> None:
        old = {} if self.missed else self.entry
        if not old:
            self._say("Missed before; what do you say now?" if self.missed else "Not answered yet.")
            return
        with suppress(TraitError, TypeError, ValueError):
            self._hand.put(old.get("answer"))
        verdict = self.question.judge(old.get("answer"))
        if verdict.right is None:
            self._say(f"The question has changed since you answered {old.get('answer')}. Answer again, if you like.")
        else:
            self._say(self._sentence(old["answer"], verdict, "Kept from before. "))

    def _say(self, *sentences: str) -> None:
        self.said = " ".join(filter(None, sentences))
        self._status.value = status(self.said)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        live = self.box._repr_mimebundle_() or {}
        words = f"**Recall.** {self.question.text}\n\n{self.question.listing}"
        return live | {"text/plain": repr(self), "text/markdown": words} | kept(self.said)

    def __repr__(self) -> str:
        return f"Recall. {self.question.text}\n{self.question.listing}"


class Again:
    """The questions that were missed, all at once, and a line that counts those answered at the first try."""

    def __init__(self, questions: list[Question], waiting: int = 0) -> None:
        self.asked = [Recall(question, missed=True) for question in questions]
        self.waiting = waiting
        self._status = widgets.HTML()
        for one in self.asked:
            one.after = self._count
        self.box = widgets.VBox([*(one.box for one in self.asked), self._status])
        self._count()

    def _count(self) -> None:
        mended = sum(not one.entry.get("missed", True) for one in self.asked)
        more = f" Still waiting: {self.waiting}." if self.waiting else ""
        self.said = (
            f"Missed last time: {counted(len(self.asked), 'question')}; now right at the first try: {mended}.{more}"
        )
        self._status.value = status(self.said)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        live = self.box._repr_mimebundle_() or {}
        words = "\n\n".join(f"**{one.question.place}.** {one.question.text}" for one in self.asked)
        return live | {"text/plain": repr(self), "text/markdown": words} | kept(self.said)

    def __repr__(self) -> str:
        return "\n".join(["What you missed last time:", *(f"- {one.question.text}" for one in self.asked)])


def status(sentence: str) -> str:
    """A sentence as HTML that screen readers read out when it changes."""
    return f'<div role="status" aria-live="polite" style="{TIGHT}">{html.escape(sentence)}</div>'


@dataclass(frozen=True)
class Line:
    """One sentence in place of questions."""

    sentence: str

    def __repr__(self) -> str:
        return self.sentence

    def _repr_markdown_(self) -> str:
        return self.sentence
