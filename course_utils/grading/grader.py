"""Grade one learner: read the notebooks, hold every answer against its check, and keep what the learner may see."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

from course_utils.checks import EXERCISES, Exercise, Report, check
from course_utils.grading.answers import Remote
from course_utils.grading.sandbox import Sandbox
from course_utils.grading.submissions import ESSAY_STUB, Found, Notebook, cell_of, content_of, notebooks_of

VISIBLE_SEED = 0  # that of the learner's own cell: what a message shows of inputs is known to everybody
ELSEWHERE = "It holds on the inputs that your notebook draws, but not on others."
NOT_TRIED = "It was stopped: a call did not come to its end within the time limit."
STATUSES = (
    "passed", "partly", "failed", "not attempted", "timed out", "crashed", "notebook unreadable", "exercise missing",
    "to be read", "read",
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

    @classmethod
    def from_dict(cls, kept: dict) -> "Graded":
        """The inverse of `dataclasses.asdict`."""
        return cls(**kept | {"results": [Result(**result) for result in kept["results"]]})

    to_dict = asdict

    @property
    def points(self) -> float:
        """Points of all exercises together."""
        return sum(result.points for result in self.results)


def exercises_of(chapters: list[str]) -> list[Exercise]:
    """The exercises of these chapters, in order."""
    return [exercise for exercise in EXERCISES.values() if exercise.id.partition(".")[0] in chapters]


def read(sandbox: Sandbox, learner: Path) -> list[Notebook]:
    """A learner's notebooks; their JSON is parsed behind the walls as well."""
    notebooks = []
    for path in notebooks_of(learner):
        content, name = content_of(path), str(path.relative_to(learner))
        cells = sandbox.read(content) if type(content) is bytes else content
        notebooks.append(Notebook(name, cells) if type(cells) is list else Notebook(name, problem=cells))
    return notebooks


def grade(sandbox: Sandbox, learner: Path, exercises: list[Exercise], seed) -> Graded:
    """Grade all exercises of one learner; whatever one of them does, the others get their points."""
    notebooks = read(sandbox, learner)
    problems = [f"{notebook.name}: {notebook.problem}" for notebook in notebooks if notebook.problem]
    results = [grade_one(sandbox, exercise, notebooks, seed) for exercise in exercises]
    return Graded(learner.name, results, problems)


def grade_one(sandbox: Sandbox, exercise: Exercise, notebooks: list[Notebook], seed) -> Result:
    """Grade one exercise of one learner."""
    result = Result(exercise.id, exercise.title, exercise.points, "exercise missing")
    found = cell_of(exercise, notebooks)
    if found is None:
        if any(notebook.problem for notebook in notebooks):
            result.status = "notebook unreadable"
        return result
    result.source = found.source
    if found.others:
        result.notes.append(f"{found.others + 1} cells define this; the last written one was graded.")
    if exercise.by_hand:
        result.status = "not attempted" if found.source.strip() in ("", ESSAY_STUB) else "to be read"
        return result
    visible, hidden = checked(sandbox, exercise, found, seed)
    result.points, result.status = hidden.report.points, status_of(hidden)
    result.notes += visible.left_out
    result.properties = explained(visible, hidden, result.status)
    return result


@dataclass
class Run:
    """One check of one answer: its report, the kinds of trouble on the way, and imports that were left out."""

    report: Report
    troubles: set[str]
    left_out: list[str]


def checked(sandbox: Sandbox, exercise: Exercise, found: Found, seed) -> tuple[Run, Run]:
    """Check one answer under the learner's own seed, for the messages, and then under the hidden one, for the points.

    Both runs share a process, as in the notebook. The visible one comes first: by then the learner's code has seen no
    hidden input, so nothing that it says can tell one. After a hang the hidden run gets a process of its own.
    """
    runs, sources = [], (found.sources, found.index)
    with Remote(sandbox, exercise, *sources, seed) as remote, Remote(sandbox, exercise, *sources, seed) as second:
        for answer_seed in (VISIBLE_SEED, seed):
            report = check(exercise.id, remote, seed=answer_seed)
            runs.append(Run(report, set(remote.troubles), remote.left_out))
            if "timed out" in remote.troubles:
                remote = second
            remote.troubles.clear()
    return runs[0], runs[1]


def status_of(hidden: Run) -> str:
    """One word: as in the notebook, but an answer that hangs or is not there is called so, whatever else holds."""
    for status in ("exercise missing", "timed out"):
        if status in hidden.troubles and hidden.report.status != "passed":
            return status
    return hidden.report.status


def explained(visible: Run, hidden: Run, status: str) -> list[dict]:
    """The properties under the hidden seed, with the messages found under the learner's own."""
    rows = []
    for shown, law in zip(visible.report.properties, hidden.report.properties, strict=True):
        message = ELSEWHERE if shown.passed else shown.message
        message = "" if law.passed else NOT_TRIED if status == "timed out" else message
        rows.append({"name": law.name, "passed": law.passed, "points": law.points, "message": message})
    return rows
