"""Jobs to rows of results: each is kept as soon as it is there, and none is done twice."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace

import pandas
import torch
from tqdm.auto import tqdm

from course_utils.data import load
from course_utils.lab.results import Results, open_results
from course_utils.system.device import Hardware, choose_hardware

NAME = "continuum"


def run(
    jobs: Sequence, results: Results | None = None, hardware: Hardware | None = None, progress: bool = True
) -> pandas.DataFrame:
    """Do the jobs that are not yet among the `results`; return one row a job, in their order.

    A job has `parameters`, the key of its row, `data`, the name of a dataset, and `measure(data, hardware)`, the rest
    of the row. After an interrupt the same call goes on where it stopped. Started by torchrun, each process takes its
    share. Everything is computed in float32: a solver's error control needs the digits that bfloat16 drops.
    """
    results = results or open_results(NAME)
    hardware = replace(hardware or choose_hardware(), precision=torch.float32)
    mine = list(jobs)[place()[0] :: place()[1]]
    todo = [job for job in mine if results.find(job.parameters) is None]
    if len(todo) < len(mine):
        print(f"{len(mine) - len(todo)} of {len(mine)} trainings were done before: {results.where}.")
    try:
        _measure_all(todo, results, hardware, progress)
    except KeyboardInterrupt:
        done = sum(results.find(job.parameters) is not None for job in mine)
        print(f"Stopped by you with {done} of {len(mine)} trainings done. Run this again, and it goes on from there.")
    if results.notice:
        print(results.notice)
    return pandas.DataFrame([row for job in mine if (row := results.find(job.parameters))])


def spread(values: pandas.Series, digits: int = 1, factor: float = 1.0) -> str:
    """Median, and in brackets lowest and highest."""
    middle, low, high = (f"{factor * v:.{digits}f}" for v in (values.median(), values.min(), values.max()))
    return middle if low == high else f"{middle} ({low} to {high})"


def flat(job) -> dict:
    """A job's fields and those of its recipe as one flat row; "8/16" stands for a tuple."""
    row = {name: value for name, value in asdict(job).items() if name != "recipe"} | asdict(job.recipe)
    return {name: "/".join(map(str, value)) if isinstance(value, tuple) else value for name, value in row.items()}


def place() -> tuple[int, int]:
    """`(rank, ranks)` as torchrun tells them; `(0, 1)` elsewhere."""
    return int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))


def _measure_all(jobs, results, hardware, progress):
    data = {name: load(name).to(hardware.device) for name in {job.data for job in jobs}}
    where = {"device": hardware.name, "torch": str(torch.__version__)}
    with tqdm(jobs, disable=not progress or not jobs, leave=False) as bar:
        for job in bar:
            bar.set_description(str(job))
            results.add(job.parameters | job.measure(data[job.data], hardware) | where)
