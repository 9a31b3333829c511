"""Grade one learner: read the notebooks, hold every answer against its check, and keep what the learner may see."""

from dataclasses import dataclass
from pathlib import Path

from course_utils.checks import EXERCISES, Exercise, check
from course_utils.grading.answers import Loaded
from course_utils.grading.bounds import bounded
from course_utils.grading.essays import prose_of
from course_utils.grading.folders import content_of, walked
from course_utils.grading.results import Graded, Result
from course_utils.grading.runs import NotebookRun, Purse, Run, best
from course_utils.grading.sandbox import Sandbox
from course_utils.grading.submissions import Found, Notebook, cell_of, is_stub

VISIBLE_SEED = 0  # that of the learner's own cell: what a message shows of inputs is known to everybody
ELSEWHERE = "It holds on the inputs that your notebook draws, but not on others."
NOT_TRIED = "It was stopped: a call did not come to its end within the time limit."
TOO_LONG = "It was not read: other notebooks hold more text than any person writes."
MOST_TEXT = 2_000_000  # characters of all notebooks of one learner
UNREAD = "It was not read: the time for one learner was used up by other notebooks."
TIME_IS_UP = "The time for one learner was used up by other exercises, so this one was not tried."


def exercises_of(chapters: list[str]) -> list[Exercise]:
    """The exercises of these chapters, in order."""
    return [exercise for exercise in EXERCISES.values() if exercise.id.partition(".")[0] in chapters]


def read(sandbox: Sandbox, learner: Path, refused: dict[Path, str], purse: Purse) -> tuple[list[Notebook], list[str]]:
    """A learner's notebooks, and what is to be said of them; their JSON is parsed behind the walls as well.

    `refused` says why one is not read. Reading, too, takes of the learner's time: what comes after its end is not read,
    nor what comes after more text than the grader can search in time. What counts most is read first.
    """
    walk, notebooks, length = walked(learner), [], 0
    for path in reversed(walk.notebooks):
        content = UNREAD if purse.empty else TOO_LONG if length > MOST_TEXT else refused.get(path) or content_of(path)
        cells = sandbox.read(content) if type(content) is bytes else content
        is_read = type(cells) is list
        length += sum(len(cell["source"]) for cell in cells) if is_read else 0
        name = str(path.relative_to(learner))
        notebooks.append(Notebook(name, cells) if is_read else Notebook(name, problem=cells))
    notebooks.reverse()
    return notebooks, walk.said + [f"{notebook.name}: {notebook.problem}" for notebook in notebooks if notebook.problem]


def grade(sandbox: Sandbox, learner: Path, exercises: list[Exercise], seed, refused=None) -> Graded:
    """Grade all exercises of one learner; whatever one of them does, the others get their points."""
    purse = purse_for(sandbox, exercises)
    notebooks, problems = read(sandbox, learner, refused or {}, purse)
    return Graded(learner.name, graded(sandbox, exercises, notebooks, seed, purse), problems)


def grade_one(sandbox: Sandbox, exercise: Exercise, notebooks: list[Notebook], seed) -> Result:
    """Grade one exercise of one learner."""
    return graded(sandbox, [exercise], notebooks, seed, purse_for(sandbox, [exercise]))[0]


def purse_for(sandbox: Sandbox, exercises: list[Exercise]) -> Purse:
    """The time that a learner has for these exercises."""
    chapters = len({exercise.id.partition(".")[0] for exercise in exercises})
    return Purse(chapters * sandbox.limits.learner_seconds)


def graded(sandbox: Sandbox, exercises: list[Exercise], notebooks: list[Notebook], seed, purse: Purse) -> list[Result]:
    """Run the notebooks as they are; an answer that earns less than all points so is tried by itself as well."""
    asked = sandbox, [exercise for exercise in exercises if not exercise.by_hand], notebooks, seed, purse
    shown = as_shown(*asked)
    return [result_of(sandbox, exercise, notebooks, seed, purse, shown.get(exercise.id)) for exercise in exercises]


@dataclass
class Attempt:
    """An answer under the hidden seed, for the points, and under the learner's own, for the messages."""

    hidden: Run
    visible: Run | None = None
    broken: bool = False  # a cell of its notebook failed

    @property
    def points(self) -> float:
        """What it earns."""
        return self.hidden.report.points


def as_shown(sandbox, exercises, notebooks, seed, purse) -> dict[str, Attempt]:
    """What each notebook hands to its checks, {exercise: the attempt that earns most}; the last notebook comes first.

    The run for the messages has processes of its own, and nothing else passes from one to the other: what the
    learner's code says of inputs is said of those that its own notebook draws.
    """
    shown: dict[str, Attempt] = {}
    for notebook in reversed(notebooks):
        hidden = NotebookRun(sandbox, notebook, exercises, seed)
        chosen = best(hidden.through(purse))
        calls = {id: place for id, (place, run) in chosen.items() if needs_words(run)}
        again = NotebookRun(sandbox, notebook, exercises, VISIBLE_SEED, calls, hidden.forked)
        visible = again.through(purse) if calls else {}
        for id, (place, run) in chosen.items():
            words = visible.get(id, [])[place : place + 1] if id in calls else []
            attempt = Attempt(run, words[0] if words else None, hidden.broken)
            if id not in shown or attempt.points > shown[id].points:
                shown[id] = attempt
    return shown


def needs_words(run: Run) -> bool:
    """Whether a learner will read what went wrong."""
    return not run.full and run.report.status != "not attempted" and "timed out" not in run.troubles


def result_of(sandbox, exercise: Exercise, notebooks, seed, purse: Purse, shown: Attempt | None) -> Result:
    """One exercise: the better of what the notebook showed and of the answer by itself."""
    result = Result(exercise.id, exercise.title, exercise.points, "exercise missing")
    if exercise.by_hand:
        return read_by_hand(result, notebooks)
    found = cell_of(exercise, notebooks)
    result.source = found.source if found else ""
    written = found is not None and not is_stub(found, exercise)
    if written and may_earn_more(shown, found) and not purse.empty:
        alone = by_itself(sandbox, exercise, found, seed)
        if shown is None or alone.report.points > shown.points:
            words = by_itself(sandbox, exercise, found, seed, VISIBLE_SEED) if needs_words(alone) else None
            shown = Attempt(alone, words)
            result.notes += found.others_said()
    if shown is None:
        result.status = missing(found, notebooks)
        result.notes += [TIME_IS_UP] if written else []
        return result
    result.points, result.status = shown.points, status_of(shown.hidden)
    result.notes += shown.hidden.left_out
    result.properties = explained(shown, result.status)
    return result


def read_by_hand(result: Result, notebooks: list[Notebook]) -> Result:
    """An answer in prose waits for a person, wherever it was written."""
    prose = prose_of(EXERCISES[result.exercise], notebooks)
    if prose is None:
        result.status = missing(None, notebooks)
    else:
        result.source, result.status = prose, "to be read" if prose else "not attempted"
    return result


def missing(found: Found | None, notebooks: list[Notebook]) -> str:
    """Why there is nothing to grade."""
    if found is None and any(notebook.problem for notebook in notebooks):
        return "notebook unreadable"
    return "exercise missing" if found is None else "timed out"


def may_earn_more(shown: Attempt | None, found: Found) -> bool:
    """Whether an answer could do better without its notebook: it was not handed over, it broke off, there are others.

    One that came to its end with other numbers than those expected, in a notebook whose cells all ran, does no better
    by itself: what it takes from other cells it took there. A cell that failed here may be one that ran at home.
    """
    if shown is None or (not shown.hidden.full and (found.others or shown.broken)):
        return True
    return not shown.hidden.full and bool(shown.hidden.troubles - {"failed"})


def by_itself(sandbox: Sandbox, exercise: Exercise, found: Found, seed, under=None) -> Run:
    """An answer without the notebook around it, with what it needs of other cells, on the inputs of a seed."""
    under = seed if under is None else under
    with Loaded(sandbox, exercise, found.sources, found.index, seed) as remote:
        report = bounded(lambda: check(exercise.id, remote, seed=under), exercise.id, sandbox.limits.judging_seconds)
        return Run(report, remote.troubles, remote.left_out)


def status_of(hidden: Run) -> str:
    """One word: as in the notebook, but an answer that hangs or is not there is called so, whatever else holds."""
    for status in ("exercise missing", "timed out"):
        if status in hidden.troubles and hidden.report.status != "passed":
            return status
    return hidden.report.status


def explained(attempt: Attempt, status: str) -> list[dict]:
    """The properties under the hidden seed, with the messages found under the learner's own."""
    rows, hidden = [], attempt.hidden.report.properties
    visible = attempt.visible.report.properties if attempt.visible else [None] * len(hidden)
    for shown, law in zip(visible, hidden, strict=True):
        message = ELSEWHERE if shown is None or shown.passed else shown.message
        message = "" if law.passed else NOT_TRIED if status == "timed out" else message
        rows.append({"name": law.name, "passed": law.passed, "points": law.points, "message": message})
    return rows
