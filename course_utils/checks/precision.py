"""What comes back is compared in the precision of what was handed over: a coarser number may hide a wrong one."""

import torch

from course_utils.checks.answer import REAL, Trouble

FINE = torch.float32


class InPrecision:
    """An answer whose real numbers come back in the precision of its inputs; Trouble where they are too coarse."""

    def __init__(self, answer):
        self.answer = answer

    def __call__(self, *inputs):
        kind = precision_of(inputs)
        return brought_to(self.answer(*inputs), kind)


def precision_of(inputs) -> torch.dtype | None:
    """The coarsest real dtype among the tensors of plain data, None where there is none."""
    kinds = {tensor.dtype for tensor in tensors_in(inputs) if tensor.dtype in REAL}
    return min(kinds, key=lambda kind: kind.itemsize, default=None)


def tensors_in(value):
    """All tensors of plain data, however nested."""
    if type(value) is torch.Tensor:
        yield value
    elif type(value) in (list, tuple):
        for part in value:
            yield from tensors_in(part)


def brought_to(value, kind: torch.dtype | None):
    """Plain data with its real numbers in `kind`; float32 stays what it is, anything coarser is Trouble.

    A float64 for a float32 is no better than the float32 that it was made from, so it is compared as one.
    """
    if type(value) in (list, tuple):
        return [brought_to(part, kind) for part in value]
    if type(value) is float and kind is torch.float32:
        return torch.tensor(value, dtype=torch.float32)
    if type(value) is torch.Tensor and value.dtype in REAL:
        if value.dtype.itemsize < FINE.itemsize:
            short, wanted = (str(dtype).removeprefix("torch.") for dtype in (value.dtype, kind or FINE))
            raise Trouble("failed", f"Numbers came back as {short}, which keeps 2 or 3 digits; expected {wanted}.")
        return value.to(kind) if kind and value.dtype.itemsize > kind.itemsize else value
    return value
