"""The command: find the learners, grade those that have changed, write tables, feedback and overview."""

import argparse
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tqdm import tqdm

from course_utils.checks import EXERCISES
from course_utils.grading import exports, folders, overview, pages, submissions
from course_utils.grading.channel import SandboxError
from course_utils.grading.grader import exercises_of, grade
from course_utils.grading.hand import HandError, kept_by_lateness, merge, points_by_hand
from course_utils.grading.isolation import describe, without_paths
from course_utils.grading.results import Graded, not_graded
from course_utils.grading.sandbox import Limits, Sandbox
from course_utils.grading.store import Store, printable, survives, version_of_the_checks

GRADEBOOK = Path("gradebook.db")
CHAPTERS = list(dict.fromkeys(id.partition(".")[0] for id in EXERCISES))
TRIES = 3  # of a learner, when the machine fails


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.grading", description=__doc__)
    option = parser.add_argument
    option("submissions", type=Path, help="a folder with one folder a learner, notebooks somewhere inside")
    option("--output", type=Path, default=Path("grades"), help="where results go (grades/)")
    option("--chapter", action="append", choices=CHAPTERS, help="grade this chapter only; may be repeated")
    option("--seed", help="seed of the hidden inputs (COURSE_SEED, else one drawn once and kept)")
    option("--seconds", type=float, default=Limits.seconds, help="time limit of one exercise (%(default)s)")
    option("--memory", type=int, default=1024, help="MB that one exercise may take (%(default)s)")
    option("--hand-points", type=Path, help="gradebook.db or a CSV with learner, exercise, points, if you like comment")
    option("--late", type=Path, help="a CSV with learner, chapter and kept: the share of the points that is left")
    option("--again", action="store_true", help="grade everybody again, also who has not changed")
    option("--learner", action="append", default=[], help="grade this learner again; may be repeated")
    option(
        "--exercise", action="append", default=[], choices=EXERCISES, help="grade this exercise again, for everybody"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Grade a folder; return 0 when every learner has a result, 1 when there is something for you to mend."""
    options = parsed(arguments)
    try:
        return run(options)
    except (SandboxError, HandError, OSError) as error:
        print(f"{error} Nothing of what is graded is lost: the next run goes on from here.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on from here.", file=sys.stderr)
        return 130


def run(options: argparse.Namespace) -> int:
    """The whole way from submissions to pages; 0 where nothing is left for you to mend, 1 otherwise.

    Raises SandboxError on Windows, HandError for a folder without learners and for a table that cannot be read.
    """
    if sys.platform == "win32":
        raise SandboxError("The grader needs Linux or macOS: Windows cannot fork. WSL is Linux.")
    if not options.submissions.is_dir() or not (learners := folders.learners_in(options.submissions, options.output)):
        raise HandError(f"{options.submissions} is no folder with a sub-folder for each learner.")
    store = Store(options.output)
    sources = [options.hand_points or (GRADEBOOK if GRADEBOOK.is_file() else None), store.read_by_you]
    given = {
        key: read for source in sources if source and source.is_file() for key, read in points_by_hand(source).items()
    }
    if options.hand_points and not options.hand_points.is_file():
        raise HandError(f"There is no file {options.hand_points}.")
    kept = kept_by_lateness(options.late) if options.late else {}
    graded, walls = grade_all(options, learners, store)
    odd = merge(graded, given, kept) + said_of(graded) + folders.beside(options.submissions)
    write(store, graded, walls, odd, len(learners))
    return 1 if odd else 0


def said_of(graded: list[Graded]) -> list[str]:
    """A sentence for each learner that you have to look after."""
    said = [f"{one.learner}: {text}" for one in graded for text in one.problems if not one.whole or "hard link" in text]
    renamed = "no table holds the name of this folder as it is: rename it, and grade again."
    said += [f"{one.learner}: {renamed}" for one in graded if not survives(one.learner)]
    return said + folders.told_apart([one.learner for one in graded if survives(one.learner)])


@dataclass
class Grading:
    """One run over a class: who handed in what, and how it is graded."""

    options: argparse.Namespace
    learners: list[Path]
    seed: str
    limits: Limits

    def __post_init__(self):
        self.handed_in = {
            learner.name: tried(submissions.chapters_of, learner, CHAPTERS) or [] for learner in self.learners
        }
        self.of_the_class = submissions.chapters_of_the_class(self.handed_in, CHAPTERS)
        self.refused = tried(folders.linked_twice, self.learners) or {}

    def chapters(self, learner: str) -> list[str]:
        """The chapters to grade for a learner: those of the class, and what this one handed in besides."""
        wanted = self.options.chapter or self.of_the_class
        return wanted if self.options.chapter else [c for c in CHAPTERS if c in wanted or c in self.handed_in[learner]]

    def fingerprint(self, learner: Path, exercises) -> str:
        """A number that changes with whatever a result depends on."""
        ids, refused = [exercise.id for exercise in exercises], sorted(map(str, self.refused))
        return submissions.fingerprint(learner, self.seed, self.limits, ids, refused, version_of_the_checks())

    def one(self, sandbox: Sandbox, store: Store, learner: Path) -> Graded:
        """One learner's results, kept ones if nothing has changed; no fault of one learner reaches another."""
        exercises = exercises_of(self.chapters(learner.name))
        for left in reversed(range(TRIES)):
            try:
                return self._graded(sandbox, store, learner, exercises)
            except (SandboxError, OSError, MemoryError) as error:  # the machine's: try again, with a fresh sandbox
                reason = error
                if left:
                    sandbox.again()
            except Exception as error:  # the grader's own
                reason = error
                break
        return not_graded(learner.name, exercises, without_paths(f"{type(reason).__name__}: {reason}"))

    def _graded(self, sandbox: Sandbox, store: Store, learner: Path, exercises) -> Graded:
        mark, anew = self.fingerprint(learner, exercises), set(self.options.exercise)
        kept = store.load(learner.name, mark)
        if kept and not (self.options.again or learner.name in self.options.learner or anew):
            return kept
        only = [exercise for exercise in exercises if exercise.id in anew] if kept and anew else exercises
        fresh = replace(grade(sandbox, learner, only, self.seed, self.refused), fingerprint=mark)
        if only is not exercises:
            by_id = {result.exercise: result for result in fresh.results}
            fresh = replace(kept, results=[by_id.get(result.exercise, result) for result in kept.results])
        store.save(fresh)
        return fresh


def tried(function, *arguments):
    """What a function finds, or nothing where the machine refuses."""
    try:
        return function(*arguments)
    except OSError:
        return None


def grade_all(options, learners: list[Path], store: Store) -> tuple[list[Graded], tuple[list[str], list[str]]]:
    """Grade the learners one after the other; each is kept as soon as it is done."""
    torch.set_num_threads(1)
    limits = Limits(options.seconds, options.memory << 20)
    grading = Grading(options, learners, store.seed(options.seed or os.environ.get("COURSE_SEED")), limits)
    hidden = [str(folder.resolve()) for folder in (options.submissions, options.output)]
    graded = []
    with Sandbox(limits, hidden) as sandbox:
        walls = describe(sandbox.walls)
        print(f"Around each answer: {'; '.join(walls[0])}.")
        if walls[1]:
            print(f"MISSING on this machine: {'; '.join(walls[1])}.")
        for learner in tqdm(learners, unit="learner", disable=None):
            graded.append(grading.one(sandbox, store, learner).told_what_is_missing(grading.handed_in[learner.name]))
    return graded, walls


def write(store: Store, graded: list[Graded], walls, odd: list[str], count: int):
    """Write everything, and say where it is."""
    table = store.write_table(graded)
    exports.write(store, graded)
    for one in graded:
        store.write(store.folder / "feedback" / pages.file_name(one.learner), pages.feedback(one))
    setting = f"torch {torch.__version__}, each notebook run whole, hidden inputs from a seed of this folder's own."
    page = store.write(store.folder / "overview.html", overview.overview(graded, walls, setting, odd))
    waiting = sum(result.status == "to be read" for one in graded for result in one.results)
    print(f"Learners graded: {count}. See {table}, {page}, and a page of feedback each in {store.folder / 'feedback'}.")
    if waiting:
        print(f"Answers in prose that wait for a person: {waiting}. docs/instructors.md says how, under Prose.")
    for text in odd:
        print(printable(text), file=sys.stderr)
