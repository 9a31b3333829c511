"""What is known of a learner's exercises: points, statuses, messages, and what becomes of them by chapter."""

from dataclasses import asdict, dataclass, field

from course_utils.checks import Exercise

STATUSES = (
    "passed", "partly", "failed", "not attempted", "timed out", "crashed", "notebook unreadable", "exercise missing",
    "to be read", "read", "not handed in", "not graded",
)  # fmt: skip


@dataclass
class Result:
    """One exercise of one learner."""

    exercise: str
    title: str
    maximum: float
    status: str
    points: float = 0.0
    properties: list[dict] = field(default_factory=list)  # name, passed, points, message
    source: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Graded:
    """All results of one learner."""

    learner: str
    results: list[Result]
    problems: list[str] = field(default_factory=list)
    fingerprint: str = ""
    kept: dict[str, float] = field(default_factory=dict)  # {chapter: the share that a late learner keeps}

    @classmethod
    def from_dict(cls, kept: dict) -> "Graded":
        """The inverse of `dataclasses.asdict`."""
        return cls(**kept | {"results": [Result(**result) for result in kept["results"]]})

    to_dict = asdict

    @property
    def points(self) -> float:
        """Points of all chapters together, after what lateness takes."""
        return sum(self.points_of(chapter) for chapter in self.by_chapter())

    def points_of(self, chapter: str) -> float:
        """Points of one chapter."""
        return self.kept.get(chapter, 1.0) * sum(result.points for result in self.by_chapter()[chapter])

    @property
    def maximum(self) -> float:
        """What all exercises together are worth."""
        return sum(result.maximum for result in self.results)

    @property
    def whole(self) -> bool:
        """Whether every exercise has a status of its own."""
        return not any(result.status == "not graded" for result in self.results)

    def told_what_is_missing(self, handed_in: list[str]) -> "Graded":
        """Exercises of a chapter of which nothing was handed in are called so."""
        for chapter, results in self.by_chapter().items():
            if chapter not in handed_in and {result.status for result in results} == {"exercise missing"}:
                for result in results:
                    result.status = "not handed in"
        return self

    def by_chapter(self) -> dict[str, list[Result]]:
        """{chapter: its results}."""
        chapters: dict[str, list[Result]] = {}
        for result in self.results:
            chapters.setdefault(result.exercise.partition(".")[0], []).append(result)
        return chapters


def not_graded(learner: str, exercises: list[Exercise], reason: str) -> Graded:
    """A learner whom the grader itself could not grade: no points, and no zero either."""
    results = [Result(exercise.id, exercise.title, exercise.points, "not graded") for exercise in exercises]
    return Graded(learner, results, [f"Not graded, through no fault of the learner's: {reason}"])
