"""How far a learner is in one chapter, by what the progress file has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.start.outcomes import turned_out
from course_utils.start.outline import Chapter, Section, Task


@dataclass(frozen=True)
class Place:
    """How far a learner is in one chapter; `values` is what the progress file has."""

    chapter: Chapter
    values: Mapping[str, Any]

    def _entries(self, kind: str, names: Iterable[str]) -> dict[str, Any]:
        found = {name: self.values.get(f"{kind}/{name}") for name in names}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def predicted(self) -> dict[str, Any]:
        """The predictions made, by their keys."""
        return self._entries("prediction", self.chapter.predictions)

    @property
    def outcomes(self) -> dict[str, dict]:
        """Prediction and measurement of those that were revealed."""
        found = self._entries("outcome", self.chapter.predictions)
        return {key: value for key, value in found.items() if isinstance(value, dict)}

    @property
    def turned_out(self) -> dict[str, bool]:
        """Of the predictions whose measurement decides, whether they were as measured."""
        said = {
            key: turned_out(key, kept.get("predicted"), kept.get("measured")) for key, kept in self.outcomes.items()
        }
        return {key: right for key, right in said.items() if right is not None}

    @property
    def as_measured(self) -> int:
        """How many predictions turned out as made."""
        return sum(self.turned_out.values())

    @property
    def recalled(self) -> dict[str, dict]:
        """The recall questions that have an answer."""
        found = self._entries("recall", self.chapter.questions)
        return {id: value for id, value in found.items() if isinstance(value, dict)}

    @property
    def right_at_first(self) -> int:
        """How many of them were right at the first try."""
        return sum(bool(value.get("first")) for value in self.recalled.values())

    @property
    def missed(self) -> int:
        """How many wait to come back."""
        return sum(bool(value.get("missed")) for value in self.recalled.values())

    @property
    def points(self) -> dict[str, float]:
        """The best points of each exercise that was tried."""
        found = self._entries("exercise", [task.id for task in self.chapter.checked])
        best = {id: value.get("best") for id, value in found.items() if isinstance(value, dict)}
        return {id: points for id, points in best.items() if isinstance(points, (int, float))}

    @property
    def unsolved(self) -> list[Task]:
        """The exercises with a check that has not given all their points yet."""
        return [task for task in self.chapter.checked if self.points.get(task.id, -1) < task.points]

    @property
    def read(self) -> bool:
        """Whether the lesson counts as read."""
        return bool(self.chapter.questions) and len(self.recalled) == len(self.chapter.questions)

    @property
    def ahead(self) -> list[Section]:
        """The sections that are left to read."""
        if self.read:
            return []
        predicted, recalled, sections = self.predicted.keys(), self.recalled.keys(), self.chapter.sections
        held = [i for i, s in enumerate(sections) if predicted & set(s.predictions) or recalled & set(s.questions)]
        return list(sections[max(held, default=0) :])

    @property
    def minutes_to_read(self) -> float:
        """Minutes left in the lesson, by the rule of the outline; a recall question that has an answer costs none."""
        return max(0.0, sum(section.minutes for section in self.ahead) - len(self.recalled if self.ahead else ()))

    @property
    def share(self) -> float:
        """The part of the lesson that counts as read, 0 to 1."""
        return 1 - self.minutes_to_read / self.chapter.minutes if self.chapter.minutes else 0.0

    @property
    def begun(self) -> bool:
        """Whether anything of the chapter is kept."""
        return bool(self.predicted or self.recalled or self.points)
