"""An experiment from the command line, alone or as one process of torchrun, which shares the trainings out.

python -m course_utils.lab degradation --profile quick
torchrun --nproc-per-node 4 -m course_utils.lab degradation --profile full --results results
"""

import argparse
from pathlib import Path

import pandas

from course_utils.lab.experiments import EXPERIMENTS, choose_profile
from course_utils.lab.results import open_results
from course_utils.lab.run import run
from course_utils.lab.sharing import own_hardware, place
from course_utils.lab.tuning import best_rates, run_tuned, tune


def main(arguments: list[str] | None = None) -> None:
    """Run a profile and say where its rows are; raises `SystemExit` with a sentence for what cannot be run."""
    options = _parse(arguments)
    rank, ranks = place()
    if ranks > 1 and options.step == "all":
        options.step = "tune"
    hardware = own_hardware()
    profile = choose_profile(options.experiment, options.profile, hardware)
    print(f"{hardware}\n{profile}" if rank == 0 else f"Process {rank} of {ranks} is ready.", flush=True)
    kept = open_results(profile.experiment, options.results, mend=rank == 0)
    rows = _steps(profile, options.step, results=kept, hardware=hardware, progress=rank == 0)
    where = options.results / profile.experiment
    print(f"Process {rank} of {ranks}: {len(rows)} results are in {where}.jsonl.", flush=True)


def _steps(profile, step: str, **settings) -> pandas.DataFrame:
    """Run the profile; where each entry chooses its rate, choose first and then run."""
    if not profile.rates:
        return run(profile, **settings)
    trials = tune(profile, **settings)
    if step == "tune":
        return trials
    return run_tuned(profile, best_rates(trials, profile.by), **settings)


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("experiment", choices=EXPERIMENTS, help="one for each chapter, 1 to 5")
    parser.add_argument("--profile", default="auto", help="auto, quick or full")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the file (results)")
    parser.add_argument(
        "--step",
        choices=("tune", "race", "all"),
        default="all",
        help="where rates are chosen: the choice, the race, or both. Several processes need two calls, for each needs "
        "the rates of all: first tune, then race",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
