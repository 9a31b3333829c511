"""The command: find the learners, grade those that have changed, write table, feedback and overview."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

import torch
from tqdm import tqdm

from course_utils.checks import EXERCISES
from course_utils.grading import pages
from course_utils.grading.channel import SandboxError
from course_utils.grading.grader import Graded, exercises_of, grade
from course_utils.grading.hand import HandError, merge, points_by_hand
from course_utils.grading.isolation import describe
from course_utils.grading.sandbox import Limits, Sandbox
from course_utils.grading.store import Store, version_of_the_checks
from course_utils.grading.submissions import chapters_in, fingerprint, learners_in

GRADEBOOK = Path("gradebook.db")
CHAPTERS = list(dict.fromkeys(id.partition(".")[0] for id in EXERCISES))


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.grading", description=__doc__)
    parser.add_argument("submissions", type=Path, help="a folder with one folder a learner, notebooks somewhere inside")
    parser.add_argument("--output", type=Path, default=Path("grades"), help="where results go (grades/)")
    parser.add_argument("--chapter", action="append", choices=CHAPTERS, help="grade this chapter only; may be repeated")
    parser.add_argument("--seed", help="seed of the hidden inputs (COURSE_SEED, else one drawn once and kept)")
    parser.add_argument(
        "--seconds", type=float, default=Limits.seconds, help="time limit of one exercise (%(default)s)"
    )
    parser.add_argument("--memory", type=int, default=1024, help="MB that one exercise may take (%(default)s)")
    parser.add_argument(
        "--hand-points", type=Path, help="gradebook.db (taken if it is here), or a CSV with learner, exercise, points"
    )
    parser.add_argument("--again", action="store_true", help="grade everybody again, also who has not changed")
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
    """The whole way from submissions to pages."""
    if sys.platform == "win32":
        raise SandboxError("The grader needs Linux or macOS: Windows cannot fork. WSL is Linux.")
    if not options.submissions.is_dir() or not (learners := learners_in(options.submissions)):
        raise HandError(f"{options.submissions} is no folder with a sub-folder for each learner.")
    by_hand = options.hand_points or (GRADEBOOK if GRADEBOOK.is_file() else None)
    given = points_by_hand(by_hand) if by_hand else {}
    store = Store(options.output)
    graded, walls = grade_all(options, learners, store)
    odd = merge(graded, given)
    write(store, graded, walls, odd, len(learners))
    return 1 if odd else 0


def grade_all(options, learners: list[Path], store: Store) -> tuple[list[Graded], tuple[list[str], list[str]]]:
    """Grade the learners one after the other; each is kept as soon as it is done."""
    torch.set_num_threads(1)
    seed = store.seed(options.seed or os.environ.get("COURSE_SEED"))
    exercises = exercises_of(options.chapter or chapters_in(learners, CHAPTERS))
    limits = Limits(options.seconds, options.memory << 20)
    settings = (seed, limits, [exercise.id for exercise in exercises], version_of_the_checks())
    hidden = [str(folder.resolve()) for folder in (options.submissions, options.output)]
    graded = []
    with Sandbox(limits, hidden) as sandbox:
        walls = describe(sandbox.walls)
        print(f"Around each answer: {'; '.join(walls[0])}.")
        if walls[1]:
            print(f"MISSING on this machine: {'; '.join(walls[1])}.")
        for learner in tqdm(learners, unit="learner", disable=None):
            print_ = fingerprint(learner, *settings)
            one = None if options.again else store.load(learner.name, print_)
            if one is None:
                one = replace(grade(sandbox, learner, exercises, seed), fingerprint=print_)
                store.save(one)
            graded.append(one)
    return graded, walls


def write(store: Store, graded: list[Graded], walls, odd: list[str], count: int):
    """Write everything, and say where it is."""
    table = store.write_table(graded)
    for one in graded:
        store.write(store.folder / "feedback" / pages.file_name(one.learner), pages.feedback(one))
    setting = f"torch {torch.__version__}, one process an exercise, hidden inputs from a seed of this folder's own."
    page = store.write(store.folder / "overview.html", pages.overview(graded, walls, setting, odd))
    waiting = sum(result.status == "to be read" for one in graded for result in one.results)
    print(f"Learners graded: {count}. See {table}, {page}, and a page of feedback each in {store.folder / 'feedback'}.")
    if waiting:
        print(f"Answers in prose that wait for a person: {waiting}. docs/instructors.md says how, under Prose.")
    for text in odd:
        print(text, file=sys.stderr)
