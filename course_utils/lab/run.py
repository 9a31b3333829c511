"""The engine: a profile in, one row of results for each of its jobs out, each kept as soon as it is there.

In a notebook, on one device: `table = lab.run(lab.choose_profile("degradation"))`. On several devices the same
function shares the jobs out (see `__main__`), and the notebook reads the same file.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pandas
import torch
from tqdm.auto import tqdm

from course_utils.lab.forecast import told
from course_utils.lab.job import Job, Profile
from course_utils.lab.results import Results, open_results
from course_utils.lab.sharing import load_in_turn, place, share
from course_utils.lab.together import NoRoom, Together, no_room, out_of_memory
from course_utils.system.device import Hardware, choose_hardware

BAR = "{l_bar}{bar}| {elapsed}, {remaining} to go"
FOR_A_GPU = ("short", "full")


def run(
    profile: Profile | Sequence[Profile],
    results: Results | None = None,
    hardware: Hardware | None = None,
    progress: bool = True,
    together: int | None = None,
    until: float = math.inf,
) -> pandas.DataFrame:
    """Do the jobs that are not yet among the `results`, and return the table of this profile, or of several.

    Each row is saved as it comes: after an interrupt or a crash the same call goes on where it stopped. Started by
    torchrun, each process takes its share of the jobs, and the table has what this process knows of. A job in another
    precision is another job. Up to `together` jobs that are alike are done at the same time (`together.AT_ONCE` on
    CUDA, one elsewhere); none is begun after `until` of `time.monotonic()`. Raises `NoRoom` with a sentence where the
    device's memory holds nothing.
    """
    # long because what is done before, what is said after an interrupt, and what comes back belong together
    profiles, hardware = _as_list(profile), hardware or choose_hardware()
    results = results or open_results(profiles[0].experiment)
    mine = share(_jobs(profiles), *place())
    todo = [job for job in mine if _find(results, job, hardware) is None]
    if len(todo) < len(mine):
        print(f"{len(mine) - len(todo)} of {len(mine)} trainings were done before: {results.where}.")
    try:
        if todo:
            _measure_all(todo, results, Together(hardware, together), progress, until, _waits(profiles, hardware))
    except KeyboardInterrupt:
        done = sum(_find(results, job, hardware) is not None for job in mine)
        print(f"Stopped by you with {done} of {len(mine)} trainings done. Run this again, and it goes on from there.")
    if results.notice:
        print(results.notice)
    return table(profiles, results, hardware)


def table(profile: Profile | Sequence[Profile], results: Results, hardware: Hardware | None = None) -> pandas.DataFrame:
    """A row for each finished job of `profile`: parameters first, seed last of them, what was measured, then where.

    In the precision of `hardware`; where none is given, the latest in any precision.
    """
    jobs = _jobs(_as_list(profile))
    rows = [row for job in jobs if (row := _find(results, job, hardware))]
    settings = dict.fromkeys(name for job in jobs for name in job.parameters if name != "seed")
    measures = dict.fromkeys(name for job in jobs for name in job.measures)
    columns = [*settings, "precision", "seed", *measures, "device", "torch", "status"]
    return pandas.DataFrame(rows, columns=columns).apply(_numbers)


def _as_list(profile):
    return list(profile) if isinstance(profile, list | tuple) else [profile]


def _jobs(profiles):
    return [job for profile in profiles for job in profile.jobs()]


def _waits(profiles, hardware):
    """Whether somebody is about to wait for hours: all but the quick profiles are meant for a GPU."""
    return hardware.device.type != "cuda" and any(profile.name in FOR_A_GPU for profile in profiles)


def _measure_all(jobs: list[Job], results: Results, crew: Together, progress: bool, until: float, waits: bool) -> None:
    """Do the jobs, those that are alike at the same time, under one bar that counts their work."""
    hardware = crew.hardware
    data = {name: _on(hardware, name) for name in {job.data for job in jobs}}
    if waits:
        print(told(jobs, data, hardware))
    where = {"device": hardware.name, "torch": str(torch.__version__)}
    with tqdm(total=sum(job.work for job in jobs), disable=not progress, leave=False, bar_format=BAR) as bar:
        for group in crew.groups(jobs):
            if time.monotonic() > until:
                print("The time is up. Run this again, and it goes on from here.")
                return
            others = f", and {len(group) - 1} more at once" if len(group) > 1 else ""
            bar.set_description(group[0].title + others)
            tell = _teller(bar, sum(job.work for job in group))
            for job, measured in crew.measured(group, data[group[0].data], _suited(hardware, group[0]), tell):
                results.add(job.parameters | _precision(hardware, job) | measured | where)
            tell(1.0)  # a training that diverged stopped early, and its work is done all the same


def _on(hardware, name):
    """The data on the device, where pictograms are also drawn."""
    try:
        return load_in_turn(name).to(hardware.device)
    except RuntimeError as error:
        if not out_of_memory(error):
            raise
    raise NoRoom(no_room(hardware.name))


def _find(results, job, hardware=None):
    """The row of a job, complete; None where it was not done, or not in the precision of `hardware`."""
    absent = job.defaults | {"precision": "float32"}
    row = results.find(job.parameters | (_precision(hardware, job) if hardware else {}), absent)
    return row and absent | {"batch_used": job.parameters.get("batch_size")} | row


def _suited(hardware, job):
    """The hardware with the precision that the job bears."""
    return replace(hardware, precision=torch.float32) if job.exact else hardware


def _precision(hardware, job):
    return {"precision": str(_suited(hardware, job).precision).removeprefix("torch.")}


def _teller(bar: tqdm, work: int) -> Callable[[float], None]:
    """A function that moves `bar` on by a finished share of `work`."""
    begin = bar.n
    return lambda finished: bar.update(begin + finished * work - bar.n)


def _numbers(column: pandas.Series) -> pandas.Series:
    """A column of numbers as floats where one is missing: JSON says None for NaN."""
    present = column.dropna()
    numeric = all(isinstance(value, int | float) for value in present)
    return column.astype(float) if numeric and len(present) < max(1, len(column)) else column
