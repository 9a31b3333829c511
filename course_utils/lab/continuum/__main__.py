"""Chapter 5's experiments from the command line, alone or as one process of torchrun."""

import argparse
from pathlib import Path

import torch

from course_utils.lab.continuum.profiles import PROFILES
from course_utils.lab.continuum.runs import NAME, place, run
from course_utils.lab.degradation import choose_profile
from course_utils.lab.results import open_results
from course_utils.system.device import choose_hardware


def main(arguments: list[str] | None = None) -> None:
    """Run a profile; each process tells how many results it knows."""
    parser = argparse.ArgumentParser(prog="python -m course_utils.lab.continuum", description=__doc__)
    parser.add_argument("--profile", default="auto", help="auto, quick or full")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder of the file (results)")
    options = parser.parse_args(arguments)
    rank, ranks = place()
    hardware = _own_hardware(rank)
    profile = choose_profile(options.profile, hardware, PROFILES)
    print(f"{hardware}\n{profile}" if rank == 0 else f"Process {rank} of {ranks} is ready.", flush=True)
    kept = open_results(NAME, options.results, mend=rank == 0)
    jobs = [*profile.model_jobs(), *profile.depth_jobs()]
    found = run(jobs, kept, hardware, progress=rank == 0)
    print(f"Process {rank} of {ranks}: {len(found)} results are in {options.results / NAME}.jsonl.", flush=True)


def _own_hardware(rank):
    """The hardware of this process: of several GPUs the one that its rank counts out to it."""
    if torch.cuda.is_available():
        torch.cuda.set_device(rank % torch.cuda.device_count())
    return choose_hardware()


if __name__ == "__main__":
    main()
