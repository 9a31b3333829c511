"""A prediction before the reveal: kept in the learner's progress file, shown beside the outcome, never graded.

predict("degradation", "Which of the two has the lower training loss at depth 56?", ["plain", "residual"])
...
reveal("degradation", "residual, by a factor of 30")
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import ipywidgets as widgets
from traitlets import TraitError

from course_utils.panels.access import BOX, Access, kept
from course_utils.panels.words import number
from course_utils.system.progress import open_progress


class Prediction:
    """A question and the control that answers it. The answer is saved as it is given, and is there again next time."""

    def __init__(self, key: str, question: str, field: widgets.Widget, choices: str) -> None:
        self.key, self.question, self.choices = key, question, choices
        self._field, self._progress = field, open_progress()
        self._status = widgets.HTML(layout={"min_height": "28px"})
        self._restore()
        field.observe(self._changed, "value")
        asked = widgets.HTMLMath(f"<b>Predict.</b> {html.escape(question)}")
        self._box = widgets.VBox([asked, field, self._status, Access(question=question)], layout={"max_width": "720px"})
        self._box.add_class(BOX)

    @property
    def value(self) -> Any:
        """What was predicted; None as long as nothing was."""
        return self._progress.get(_entry(self.key))

    def _restore(self) -> None:
        kept = self.value
        with suppress(TraitError):  # what was kept is no answer to this question any more, because the question changed
            self._field.value = kept if kept is not None else self._field.value
        if kept is None:
            self._say("Nothing predicted yet.", self._progress.notice)
        elif self._field.value == kept:
            self._say(f"Kept from before: {kept}.")
        else:
            self._say(f"The question has changed since you answered {kept}. Predict again, if you like.")

    def _changed(self, change: Any) -> None:
        if change.new is not None:
            notice = self._progress.set(_entry(self.key), change.new)
            self._say(f"Kept: {change.new}.", notice)

    def _say(self, *sentences: str) -> None:
        self.said = " ".join(filter(None, sentences))
        self._status.value = f'<div role="status" aria-live="polite">{html.escape(self.said)}</div>'

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        live = self._box._repr_mimebundle_() or {}
        words = {"text/plain": repr(self), "text/markdown": f"**Predict.** {self.question}\n\n{self.choices}"}
        return live | words | kept(self.said)

    def __repr__(self) -> str:
        return f"Predict. {self.question}\n{self.choices}"


class Outcome:
    """What was predicted beside what was measured."""

    def __init__(self, predicted: Any, measured: Any, unit: str = "") -> None:
        self.predicted, self.measured, self.unit = predicted, measured, unit

    def _sentence(self, mark: str) -> str:
        unit = f" {self.unit}" if self.unit else ""
        measured = f"measured: {mark}{_plain(self.measured)}{unit}{mark}."
        if self.predicted is None:
            return f"You made no prediction here, and the page goes on without one; {measured}"
        return f"You predicted: {mark}{_plain(self.predicted)}{unit}{mark}; {measured}"

    def _repr_markdown_(self) -> str:
        return self._sentence("**")

    def __repr__(self) -> str:
        return self._sentence("")


def predict(key: str, question: str, options: Sequence[str]) -> Prediction:
    """Ask for one of `options`; the last line of a cell shows it. `key` is what `reveal` asks for.

    Raises `ValueError` for fewer than two different options.
    """
    if len(set(options)) < 2:
        raise ValueError(f"The prediction {key!r} needs at least two different options.")
    layout = {"width": "max-content", "max_width": "100%"}
    field = widgets.RadioButtons(options=list(options), value=None, layout=layout)
    return Prediction(key, question, field, "\n".join(f"- {option}" for option in options))


def predict_number(key: str, question: str, low: float, high: float, step: float = 1, unit: str = "") -> Prediction:
    """Ask for a number between `low` and `high`; it is kept once the slider has been moved.

    Raises `ValueError` for a range or a step that is not above 0.
    """
    if not (low < high and step > 0):
        raise ValueError(f"The prediction {key!r} needs low < high and a step above 0, not {low}, {high} and {step}.")
    whole = all(isinstance(number, int) for number in (low, high, step))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    middle = low + round((high - low) / step / 2) * step
    settings = {"description": unit, "continuous_update": False, "layout": {"width": "420px", "max_width": "100%"}}
    field = kind(value=middle, min=low, max=high, step=step, **settings)
    return Prediction(key, question, field, f"- a number from {low} to {high}{f' {unit}' if unit else ''}")


def reveal(key: str, outcome: Any, unit: str = "") -> Outcome:
    """The learner's prediction under `key` beside the measured `outcome` (text or a number); both are kept.

    What was predicted when the outcome was first shown stays with it, whatever is predicted afterwards.
    """
    progress = open_progress()
    shown = Outcome(progress.get(_entry(key)), outcome, unit)
    if shown.predicted is not None:
        kept = progress.get(f"outcome/{key}")
        first = kept.get("predicted") if isinstance(kept, dict) else None
        said = {"predicted": shown.predicted if first is None else first, "measured": _plain(outcome), "unit": unit}
        if kept != said:
            progress.set(f"outcome/{key}", said)
    return shown


def _entry(key: str) -> str:
    return f"prediction/{key}"


def _plain(value: Any) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    return number(value, 3) if "e" in text and isinstance(value, float) else text
