"""An experiment from the command line, alone or as one process of torchrun, which shares the trainings out.

python -m course_utils.lab degradation --profile quick
python -m course_utils.lab all --profile short --minutes 9 --results docs/results
torchrun --nproc-per-node 4 -m course_utils.lab degradation --profile full --results results
"""

import argparse
import json
import math
import signal
import tempfile
import time
from dataclasses import fields, replace
from pathlib import Path

import pandas

from course_utils.data import DataNotAvailable
from course_utils.lab.evidence import LABS
from course_utils.lab.experiments import EXPERIMENTS, choose_profile
from course_utils.lab.job import Profile
from course_utils.lab.results import open_results
from course_utils.lab.run import run
from course_utils.lab.sharing import own_hardware, place
from course_utils.lab.together import NoRoom, no_room, out_of_memory
from course_utils.lab.tuning import best_rates, run_tuned, tune
from course_utils.training.loop import Recipe

TRIAL_BATCH = 4  # images a step of `--trial`
DATA = ("digits", "pictograms", "pictograms32", "cifar10", "fashion_mnist")


def main(arguments: list[str] | None = None) -> None:
    """Run a profile and say where its rows are; raises `SystemExit` with a sentence for what cannot be run."""
    options = _parse(arguments)
    rank, ranks = place()
    if ranks > 1:
        options.step = "tune" if options.step == "all" else options.step
        signal.signal(signal.SIGTERM, lambda *_: _give_up(options.results))
    _check_folder(options.results)
    hardware, until = _in_a_sentence(own_hardware), time.monotonic() + 60 * options.minutes
    print(hardware if rank == 0 else f"Process {rank} of {ranks} is ready.", flush=True)
    try:
        for experiment in [lab.experiment for lab in LABS] if options.experiment == "all" else [options.experiment]:
            if not _one(experiment, options, hardware, until) and ranks == 1:
                break  # stopped by hand, or the time is up
    except (DataNotAvailable, NoRoom) as error:
        raise SystemExit(str(error)) from error


def _in_a_sentence(choose, *given):
    """What `choose(*given)` returns; a wish that cannot be granted, or a GPU too full to be asked, ends the command."""
    try:
        return choose(*given)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    except RuntimeError as error:
        if not out_of_memory(error):
            raise
        raise SystemExit(no_room("The GPU")) from error


def _check_folder(folder):
    """End where nothing can be written to `folder`: better now than after hours."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"a row")
            file.flush()
    except OSError as error:
        raise SystemExit(f"{folder} cannot hold results ({error.strerror}): name a folder by --results.") from error


def _one(experiment, options, hardware, until):
    """One experiment, and where its rows are; returns whether it is complete."""
    rank, ranks = place()
    profile = _in_a_sentence(choose_profile, experiment, options.profile, hardware)
    profile = replace(profile, data=options.data) if options.data else profile
    profile = shortened(profile, options.trial) if options.trial else profile
    if rank == 0:
        print(profile, flush=True)
    kept = open_results(profile.experiment, options.results, mend=rank == 0)
    rows = _steps(profile, options.step, results=kept, hardware=hardware, progress=rank == 0, until=until)
    where = f"{options.results / profile.experiment}.jsonl"
    print(f"Process {rank} of {ranks}: {len(rows) - len(kept.unsaved)} results are in {where}.", flush=True)
    if kept.unsaved:
        print(f"There was no room for these; append them to {where}:")
        print(*map(json.dumps, kept.unsaved), sep="\n", flush=True)
    return len(rows) == len(profile.jobs())


def _steps(profile, step: str, **settings) -> pandas.DataFrame:
    """Run the profile; where each entry chooses its rate, choose first and then run."""
    if not profile.rates:
        return run(profile, **settings)
    trials = tune(profile, **settings)
    if step == "tune" or len(trials) < len(profile.rates) * len(replace(profile, seeds=profile.seeds[:1]).jobs()):
        return trials
    return run_tuned(profile, best_rates(trials, profile.by), **settings)


def shortened(profile: Profile, steps: int) -> Profile:
    """The profile with `steps` steps of four images for each training: whether it all runs, not how it learns.

    The rows name their data "cifar10[:12]", so that nobody takes them for results.
    """
    recipes = {each.name: getattr(profile, each.name) for each in fields(profile)}
    recipes = {name: recipe for name, recipe in recipes.items() if isinstance(recipe, Recipe)}
    short = {name: replace(it, epochs=1, batch_size=TRIAL_BATCH, milestones=()) for name, it in recipes.items()}
    return replace(profile, data=f"{profile.data}[:{steps * TRIAL_BATCH}]", **short)


def _give_up(folder):
    """torchrun ends all processes where one of them died."""
    rank, ranks = place()
    raise SystemExit(
        f"Process {rank} of {ranks} ends because it was told to: torchrun does so where another process died. "
        f"Every finished training is in {folder}: start the same command again, and it goes on from there."
    )


def _count(text):
    if (count := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"take one step or more, not {count}")
    return count


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("experiment", choices=[*EXPERIMENTS, "all"], help="one for each chapter, 1 to 5, or all of them in turn")
    add("--profile", default="auto", help="auto, quick, short or full")
    add("--data", choices=DATA, help="instead of the profile's")
    add("--results", type=Path, default=Path("results"), help="folder of the files (results)")
    add("--minutes", type=float, default=math.inf, help="begin no training after so many; run again to go on")
    add("--trial", type=_count, metavar="STEPS", help="so many steps of four images a training: whether it all runs")
    add(
        "--step",
        choices=("tune", "race", "all"),
        default="all",
        help="where rates are chosen: the choice, the race, or both. Several processes need two calls, for each needs "
        "the rates of all: first tune, then race",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
