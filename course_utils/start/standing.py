"""Where one stands: read, predicted, recalled and solved, chapter by chapter, and the next step with its minutes.

    python -m course_utils.start.standing        what `make lab` prints

A lesson counts as *read* when each recall question at its end has an answer, right or wrong: they ask about every part
of it. Until then, the sections above the last one that holds an answer of yours (a prediction or a recall answer) count
as read, that one and those below it as left. It is a rule for counting, no proof of reading.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_utils.start.outline import chapters, link
from course_utils.start.packages import COURSE
from course_utils.start.place import Place
from course_utils.system.progress import FOLDER, NAME, Progress, open_progress


@dataclass(frozen=True)
class Step:
    """What to do next: the words, the link from my_work/, and the minutes to the milestone that it belongs to."""

    words: str
    link: str
    milestone: str
    minutes: float

    @property
    def duration(self) -> str:
        """The minutes in words, rounded to five from ten on."""
        rounded = 5 * round(self.minutes / 5) if self.minutes >= 10 else max(1, round(self.minutes))
        return f"about {counted(rounded, 'minute')} until {self.milestone}"


@dataclass(frozen=True)
class Outcomes:
    """Rows of (question, predicted, measured, how it turned out); a table on a page, lines elsewhere."""

    rows: list[tuple[str, str, str, str]]

    def __repr__(self) -> str:
        lines = [
            f"{asked} You: {said}. Measured: {found}{end and f' ({end})'}." for asked, said, found, end in self.rows
        ]
        return "\n".join(lines) or "No prediction of yours has met its outcome yet."

    def _repr_markdown_(self) -> str:
        if not self.rows:
            return repr(self)
        lines = ["| question | you predicted | measured | turned out |", "|---|---|---|---|"]
        return "\n".join(lines + [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in self.rows])


def outcomes_of(place: Place) -> Iterator[tuple[str, str, str, str]]:
    """Question, prediction, measurement and how it turned out, of each prediction that was revealed."""
    words = {True: "as you said", False: "otherwise"}
    for key, kept in place.outcomes.items():
        unit = f" {kept['unit']}" if kept.get("unit") else ""
        predicted, measured = (f"{kept.get(name, '')}{unit}" for name in ("predicted", "measured"))
        yield place.chapter.predictions[key], predicted, measured, words.get(place.turned_out.get(key), "")


class Standing:
    """All chapters, and the steps that may come next. Shows itself as text, and on a page with links."""

    def __init__(self, values: Mapping[str, Any], course: Path = COURSE, notice: str = "") -> None:
        self.places = [Place(chapter, values) for chapter in chapters(course)]
        self.notice = notice
        self.steps = _steps(self.places)

    @property
    def begun(self) -> bool:
        """Whether anything is kept at all."""
        return any(place.begun for place in self.places)

    def line(self, place: Place) -> str:
        """One chapter in a line; recall 5+2/8 is five right at the first try, two not, of eight."""
        chapter, solved = place.chapter, len(place.chapter.checked) - len(place.unsolved)
        if not place.begun:
            return f"{chapter.number} {chapter.name:22} not begun"
        read = "lesson read" if place.read else f"lesson {place.share:.0%}"
        points = f"{sum(place.points.values()):g}/{sum(task.points for task in chapter.checked)} points"
        return (
            f"{chapter.number} {chapter.name:22} {read:11}  "
            f"predictions {len(place.predicted)}/{len(chapter.predictions)}{_turned_out(place)}, "
            f"recall {place.right_at_first}+{len(place.recalled) - place.right_at_first}/{len(chapter.questions)}, "
            f"exercises {solved}/{len(chapter.checked)}, {points}"
        )

    def picture(self, scale: str | None = None) -> Any:
        """Three bars a chapter: read, recalled, solved."""
        from course_utils.figures import standing as figures

        rows = []
        for place in self.places:
            chapter, of = place.chapter, sum(task.points for task in place.chapter.checked)
            points, count = sum(place.points.values()), len(place.recalled)
            recalled = f"{count} of {len(chapter.questions)}"
            recalled += f", {place.right_at_first} right at first" if count else ""
            left = "read" if place.read else f"{counted(place.minutes_to_read, 'minute')} left"
            labels = (left, recalled, f"{points:g} of {of} points")
            shares = (place.share, count / max(1, len(chapter.questions)), points / max(1, of))
            rows.append(figures.Row(f"{chapter.number} {chapter.name}", shares, labels))
        read = sum(place.read for place in self.places)
        made, known, right = self.predictions
        title = f"{read} of {len(rows)} lessons read, {counted(made, 'prediction')} made"
        title += f", {right} of {known} as measured" if known else ""
        return figures.standing(rows, title, scale=scale)

    @property
    def predictions(self) -> tuple[int, int, int]:
        """How many predictions were made, of how many the measurement is known, and how many were as measured."""
        made = sum(len(place.predicted) for place in self.places)
        return made, sum(len(p.turned_out) for p in self.places), sum(p.as_measured for p in self.places)

    def outcomes(self) -> Outcomes:
        """What was predicted beside what was measured."""
        return Outcomes([row for place in self.places for row in outcomes_of(place)])

    def __repr__(self) -> str:
        if not self.steps:
            next_lines = ["All lessons are read, all exercises with a check are solved."]
        else:
            openings = ("Next: ", "or:   ")
            next_lines = [
                f"{opening}{step.words} ({step.duration}): {FOLDER}/{step.link.partition('#')[0]}"
                for opening, step in zip(openings, self.steps, strict=False)
            ]
        lines = [self.line(place) for place in self.places] if self.begun else ["Nothing of yours is kept yet."]
        return "\n".join([*([self.notice] if self.notice else []), *lines, *next_lines])

    def _repr_markdown_(self) -> str:
        lines = [self.notice] if self.notice else []
        lines += ["**Next:** " + " Or: ".join(f"[{step.words}]({step.link}), {step.duration}." for step in self.steps)]
        lines = lines if self.steps else ["All lessons are read, all exercises with a check are solved."]
        missed = sum(place.missed for place in self.places)
        return "\n\n".join(lines + ([f"Recall questions that come back: {missed}."] if missed else []))


def _turned_out(place: Place) -> str:
    """How the predictions turned out whose measurement is known."""
    known, right = len(place.turned_out), place.as_measured
    return f" ({right} as measured, {known - right} not)" if known else ""


def _steps(places: list[Place]) -> list[Step]:
    """The next step, and where that is an exercise, the next lesson beside it."""
    for place in places:
        if not place.read:
            return [_reading(place)]
        if place.unsolved:
            lessons = [_reading(other) for other in places if not other.read]
            return [_solving(place), *lessons[:1]]
    return []


def _reading(place: Place) -> Step:
    chapter = place.chapter
    where = place.ahead[0] if place.begun and place.ahead else None
    words = f"lesson {chapter.number}, {f'“{where.heading}”' if where else chapter.name}"
    return Step(
        words,
        link(chapter.folder, "lesson", where.cell if where else ""),
        f"lesson {chapter.number} is read",
        place.minutes_to_read,
    )


def _solving(place: Place) -> Step:
    chapter, task = place.chapter, place.unsolved[0]
    minutes = sum(left.minutes for left in place.unsolved)
    where = link(chapter.folder, "exercises", task.cell)
    return Step(f"exercise {task.heading}", where, f"the exercises of chapter {chapter.number} are solved", minutes)


def counted(number: float, noun: str) -> str:
    """1 minute, 5 minutes."""
    return f"{number:.0f} {noun}" + ("" if number == 1 else "s")


def standing() -> Standing:
    """Where the learner of this folder stands."""
    progress = open_progress()
    values = progress.everything()
    return Standing(values, notice=progress.notice)


def main(course: Path = COURSE) -> int:
    """Print where the learner of the course's my_work/ stands; return the exit status, 0 whatever was found."""
    progress = Progress(course / FOLDER / NAME)
    values = progress.everything()
    print(Standing(values, course, progress.notice))
    return 0


if __name__ == "__main__":
    sys.exit(main())
