"""The degradation experiment as an instrument: a profile in, one row of results for each training out.

In a notebook, on one device: `table = run(choose_profile())`. On several devices the same function shares the
trainings out, and the notebook reads the same file:

    torchrun --nproc-per-node 4 -m course_utils.lab.run --profile full --results results
"""

import argparse
import contextlib
import math
import os
from dataclasses import replace
from pathlib import Path

import pandas
import torch
from filelock import FileLock
from tqdm.auto import tqdm

from course_utils.data import FOLDER, Dataset, load
from course_utils.lab.contest import RATES, Contest, contests
from course_utils.lab.degradation import UNIT_RATES, Job, Profile, choose_profile, unit_profiles
from course_utils.lab.lesions import WARDS, Ward
from course_utils.lab.results import Results, open_results
from course_utils.networks.staged import count_parameters
from course_utils.system.device import Hardware, choose_hardware
from course_utils.training.loop import evaluate, train

NAME, UNITS, CONTEST, SURGERY = "degradation", "units", "contest", "surgery"
BAR = "{l_bar}{bar}| {elapsed}, {remaining} to go"
SHARED = ["epochs", "learning_rate", "precision"]
SETTINGS = ["depth", "shortcut", "norm", "widths", *SHARED]
COMPARED = {UNITS: ("shortcut", UNIT_RATES), CONTEST: ("contender", RATES)}  # each of which at a rate of its own
MEASURED = ["loss", "train_error", "test_error", "seconds"]


def run(
    profile: Profile | Contest | Ward | list[Profile | Contest | Ward],
    results: Results | None = None,
    hardware: Hardware | None = None,
    progress: bool = True,
) -> pandas.DataFrame:
    """Train what is not yet among the `results` and return the table of this profile, or of several.

    Each result is saved as it comes: after an interrupt or a crash the same call goes on where it stopped. Started by
    torchrun, each process takes its share of the trainings, and the table has what this process knows of. A training in
    another precision is another training.
    """
    results, hardware = results or open_results(NAME), hardware or choose_hardware()
    mine = share(_jobs(profile), *_place())
    todo = [job for job in mine if _find(results, job, hardware) is None]
    if len(todo) < len(mine):
        print(f"{len(mine) - len(todo)} of {len(mine)} trainings were done before: {results.where}.")
    try:
        _train_all(todo, results, hardware, progress)
    except KeyboardInterrupt:
        done = sum(_find(results, job, hardware) is not None for job in mine)
        print(f"Stopped by you with {done} of {len(mine)} trainings done. Run this again, and it goes on from there.")
    if results.notice:
        print(results.notice)
    return table(profile, results, hardware)


def train_one(job: Job, data: Dataset, hardware: Hardware, progress=False) -> dict:
    """Train one network and return its row: the job's parameters, `MEASURED`, and where it was measured.

    `loss` and `train_error` are means over the last epoch, while the weights still moved; errors are shares, 0 to 1. A
    training that diverged has NaN for all three, and the status "diverged". `curve` has the training error of each
    epoch. `progress` as for `training.train`.
    """
    network = job.build(data.train_inputs.shape[1], len(data.classes))
    history = train(network, data, job.recipe, job.seed, hardware, progress=progress)
    found = dict.fromkeys(("loss", "train_error", "test_error"), math.nan)
    if history.status == "finished":
        test = evaluate(network, data.test_inputs, data.test_labels)
        errors = (1 - history.rows[-1]["accuracy"], 1 - test["accuracy"])
        found = dict(zip(found, (history.loss, *errors), strict=True)) | job.measure(network, data)
    seconds = sum(row["seconds"] for row in history.rows)
    found |= {"seconds": seconds, "parameters": count_parameters(network)}
    found |= {"curve": [1 - row["accuracy"] for row in history.rows]}
    where = {"device": hardware.name, "torch": str(torch.__version__), "status": history.status}
    return job.parameters | _precision(hardware) | found | where


def share(jobs: list[Job], rank: int = 0, ranks: int = 1) -> list[Job]:
    """The jobs of process `rank` out of `ranks`, about equally deep in sum; no job is anyone else's."""
    loads, owner = [0] * ranks, {}
    for job in sorted(jobs, key=lambda job: -job.depth):
        owner[job] = loads.index(min(loads))
        loads[owner[job]] += job.depth
    return [job for job in jobs if owner[job] == rank]


def tune(profile: Profile | Contest, rates: list[float], **settings) -> pandas.DataFrame:
    """Train all of `profile` at each of `rates`, from its first seed only; `settings` go to `run`."""
    first = replace(profile, seeds=profile.seeds[:1])
    return run([replace(first, recipe=replace(profile.recipe, learning_rate=rate)) for rate in rates], **settings)


def best_rates(trials: pandas.DataFrame, by: str = "shortcut") -> dict[str, float]:
    """For each shortcut the learning rate with the lowest training loss; a training that diverged is the worst.

    In the trials of a contest `by` is "contender".
    """
    losses = trials.assign(loss=trials.loss.fillna(math.inf)).reset_index(drop=True)
    best = losses.loc[losses.groupby(by, sort=False).loss.idxmin()]
    return dict(zip(best[by], best.learning_rate, strict=True))


def run_tuned(profile: Profile | Contest, rates: dict[str, float], **settings) -> pandas.DataFrame:
    """Train each shortcut or contender at its own rate, from every seed of `profile`; `settings` go to `run`."""
    own = {name: replace(profile.recipe, learning_rate=rate) for name, rate in rates.items()}
    return run([replace(profile.only(name), recipe=recipe) for name, recipe in own.items()], **settings)


def table(
    profile: Profile | Ward | list[Profile], results: Results, hardware: Hardware | None = None
) -> pandas.DataFrame:
    """A row for each finished training of `profile`: parameters first, then what was measured, then where.

    In the precision of `hardware`; where none is given, the latest in any precision.
    """
    jobs = _jobs(profile)
    rows = [row for job in jobs if (row := _find(results, job, hardware))]
    more = dict.fromkeys(name for job in jobs for name in job.measures)
    columns = [*_settings(jobs), "seed", *MEASURED, *more, "parameters", "device", "torch", "status"]
    return pandas.DataFrame(rows, columns=columns).astype(dict.fromkeys(MEASURED, float))


def summary(results: pandas.DataFrame) -> pandas.DataFrame:
    """The table to read: for each setting the median over the seeds, and in brackets the lowest to the highest.

    Settings that are the same in all of `results` are left out; several tables may be put together before.
    """
    varied = [name for name in SETTINGS if name in SETTINGS[:2] or results[name].nunique() > 1]
    groups = results.groupby(varied, sort=False)
    first = groups.agg(
        parameters=("parameters", "first"),
        runs=("seed", "size"),
        diverged=("status", lambda s: (s == "diverged").sum()),
    )
    return first.assign(
        **{
            "training loss": groups.loss.agg(_spread, digits=3),
            "training error %": groups.train_error.agg(_spread, factor=100),
            "test error %": groups.test_error.agg(_spread, factor=100),
            "seconds": groups.seconds.median().round(1),
        }
    ).reset_index()


def published() -> pandas.DataFrame:
    """He et al. 2015, table 6: CIFAR-10 test error (a share, 0 to 1) of residual networks, with its protocol."""
    one, five = "one number, count of runs not stated", "best of 5 runs (mean 6.61 %, deviation 0.16)"
    rows = [
        (20, 270_000, 0.0875, one),
        (32, 460_000, 0.0751, one),
        (44, 660_000, 0.0717, one),
        (56, 850_000, 0.0697, one),
        (110, 1_700_000, 0.0643, five),
    ]
    return pandas.DataFrame(rows, columns=["depth", "parameters", "test_error", "protocol"])


def _jobs(profile):
    """All trainings of one profile or of several."""
    return [job for one in (profile if isinstance(profile, list | tuple) else [profile]) for job in one.jobs()]


def _settings(jobs):
    """The columns that tell trainings apart."""
    contest = jobs and not isinstance(jobs[0], Job)
    return ["contender", "depth", "width", "groups", *SHARED] if contest else SETTINGS


def _train_all(jobs, results, hardware, progress):
    """Train the jobs one after the other, under one bar that counts layers: twice the depth takes twice as long."""
    data = {name: _load_in_turn(name).to(hardware.device) for name in {job.data for job in jobs}}
    with tqdm(total=sum(job.depth for job in jobs), disable=not progress, leave=False, bar_format=BAR) as bar:
        for job in jobs:
            bar.set_description(job.title)
            results.add(train_one(job, data[job.data], hardware, _teller(bar, job.depth)))


def _find(results, job, hardware=None):
    """The row of a job, complete; None where it was not trained, or not in the precision of `hardware`."""
    absent = job.defaults | {"precision": "float32"}
    row = results.find(job.parameters | (_precision(hardware) if hardware else {}), absent)
    return row and absent | row


def _precision(hardware):
    return {"precision": str(hardware.precision).removeprefix("torch.")}


def _load_in_turn(name):
    """Load the data; of several processes one after the other, so that the first downloads it for all."""
    with contextlib.ExitStack() as turn:
        if _place()[1] > 1:
            with contextlib.suppress(OSError, NotImplementedError):  # not writable: nothing is downloaded there either
                FOLDER.mkdir(parents=True, exist_ok=True)
                turn.enter_context(FileLock(FOLDER / ".loading.lock"))
        return load(name)


def _teller(bar, amount):
    """A function that moves `bar` on by a finished share of `amount`."""
    begin = bar.n
    return lambda finished: bar.update(begin + finished * amount - bar.n)


def _spread(values, factor=1, digits=1):
    if values.isna().all():
        return "diverged"
    middle, low, high = (f"{factor * value:.{digits}f}" for value in (values.median(), values.min(), values.max()))
    return f"{middle} ({low} to {high})" if len(values) > 1 else middle


def _place():
    """`(rank, ranks)` as torchrun tells them; `(0, 1)` elsewhere."""
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def _own_hardware():
    """The hardware of this process: of several GPUs the one that torchrun counted out to it."""
    hardware = choose_hardware()
    if hardware.device.type != "cuda":
        return hardware
    index, count = int(os.environ.get("LOCAL_RANK", 0)), torch.cuda.device_count()
    if index >= count:
        raise SystemExit(f"This machine has {count} GPUs, too few for so many processes: use --nproc-per-node {count}.")
    torch.cuda.set_device(index)
    return choose_hardware()  # again, for now it names this GPU


def main(arguments: list[str] | None = None) -> None:
    """Run a profile from the command line, alone or as one process of torchrun."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.lab.run", description=__doc__.split("\n")[0])
    parser.add_argument("--profile", default="auto", help="auto, quick or full")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the file (results)")
    parser.add_argument("--experiment", choices=(NAME, *COMPARED, SURGERY), default=NAME, help="of chapter 1 to 4")
    parser.add_argument("--step", choices=("tune", "race"), default="tune", help="of 2 and 3: first tune, then race")
    options = parser.parse_args(arguments)
    rank, ranks = _place()
    hardware = _own_hardware()
    among = {UNITS: unit_profiles, CONTEST: contests, SURGERY: lambda: WARDS}.get(options.experiment)
    profile = choose_profile(options.profile, hardware, *([among()] if among else []))
    print(f"{hardware}\n{profile}" if rank == 0 else f"Process {rank} of {ranks} is ready.", flush=True)
    kept = open_results(options.experiment, options.results, mend=rank == 0)
    settings = {"results": kept, "hardware": hardware, "progress": rank == 0}
    if options.experiment not in COMPARED:
        found = run(profile, **settings)
    else:
        by, rates = COMPARED[options.experiment]
        found = tune(profile, rates[profile.name], **settings)
        if options.step == "race":
            found = run_tuned(profile, best_rates(found, by), **settings)
    where = options.results / options.experiment
    print(f"Process {rank} of {ranks}: {len(found)} results are in {where}.jsonl.", flush=True)


if __name__ == "__main__":
    main()
