"""Several trainings at once on one device, and what happens where its memory does not hold them."""

import gc
from collections.abc import Callable, Iterator, Sequence

import torch

from course_utils.data import Dataset
from course_utils.lab.job import Job
from course_utils.system.device import Hardware

AT_ONCE = 6  # networks on one GPU
SIGNS = ("out of memory", "ALLOC_FAILED", "STATUS_NOT_INITIALIZED")  # in the words of CUDA, cuBLAS and cuDNN


class NoRoom(RuntimeError):
    """Raised with one sentence where the device has no memory even for the smallest batch."""


class Together:
    """Groups of up to `most` jobs, measured at the same time; where memory runs out, fewer from then on.

    Then come batches half as large, for the job that needs them. Both are said aloud.
    """

    def __init__(self, hardware: Hardware, most: int | None = None):
        self.hardware = hardware
        self.most = most or (AT_ONCE if hardware.device.type == "cuda" else 1)

    def groups(self, jobs: Sequence[Job]) -> Iterator[list[Job]]:
        """All jobs, the first with those of its group that fit, and so on; a job without a group comes alone."""
        left = list(jobs)
        while left:
            alike = [job for job in left if job.group and job.group == left[0].group][: self.most] or left[:1]
            left = [job for job in left if job not in alike]
            yield alike

    def measured(
        self, jobs: list[Job], data: Dataset, hardware: Hardware, tell: Callable[[float], None]
    ) -> Iterator[tuple[Job, dict]]:
        """Each of the jobs, which are of one group, with what was measured. Raises `NoRoom` where nothing fits."""
        left = list(jobs)
        try:
            for row in _rows(jobs, data, hardware, tell):
                yield left.pop(0), row
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
        if left:  # not in the handler: there the error still holds what fills the memory
            yield from self._smaller(left, data, hardware, tell)

    def _smaller(self, jobs, data, hardware, tell):
        free_memory()
        if len(jobs) > 1:
            self.most = (len(jobs) + 1) // 2
            print(f"{hardware.name} has no room for {len(jobs)} networks at once: {self.most} from now on.")
            for part in (jobs[: self.most], jobs[self.most :]):
                yield from self.measured(part, data, hardware, tell)
            return
        smaller = jobs[0].with_half_the_batch()
        if smaller is None:
            raise NoRoom(no_room(hardware.name))
        print(f"{hardware.name} has no room for {jobs[0].title}: now with half the batch. Its row says which it was.")
        for _, row in self.measured([smaller], data, hardware, tell):
            yield jobs[0], row


def _rows(jobs, data, hardware, tell):
    first, *others = jobs
    if others:
        yield from first.measure_with(others, data, hardware, tell)
    else:
        yield first.measure(data, hardware, tell)


def out_of_memory(error: BaseException | None) -> bool:
    """Whether this error, or one that it came from, says that the device's memory is full.

    A capture that fails for want of memory ends with an error of its own.
    """
    while error is not None:
        if isinstance(error, torch.OutOfMemoryError) or any(sign in str(error) for sign in SIGNS):
            return True
        error = error.__cause__ or error.__context__
    return False


def free_memory() -> None:
    """Give back what a failed training held."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def no_room(name: str) -> str:
    """What to tell where nothing fits on the device of this `name`."""
    return (
        f"{name} has no memory left, so nothing can be trained on it; another process may fill it "
        "(nvidia-smi lists them). What was finished is kept: free the memory, and run this again."
    )
