"""What comes back is compared in the precision of what was handed over, and that precision is asked back.

A coarser type has a wider tolerance, under which a wrong number may hide.
"""

import torch

from course_utils.checks.answer import REAL, Trouble

DIGITS = {torch.float32: "7 digits", torch.float16: "3 digits", torch.bfloat16: "2 digits"}
CURE = {
    torch.float32: "`torch.zeros(n)` and `torch.tensor(list)` make float32, `.float()` rounds to it: "
    "write `dtype=x.dtype`, with one of your inputs for `x`.",
}


class InPrecision:
    """An answer whose real numbers come back in the precision of its inputs; Trouble where they are coarser.

    `tables` says that a list of numbers is asked for, which has no precision of its own: a float32 tensor (n,) is one.
    """

    def __init__(self, answer, tables: bool = False):
        self.answer, self.tables = answer, tables

    def __call__(self, *inputs):
        return brought_to(self.answer(*inputs), precision_of(inputs), int(self.tables))


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


def brought_to(value, kind: torch.dtype | None, loose: int = 0):
    """Plain data with its real numbers in `kind`; Trouble where a tensor is coarser, or coarser than float32.

    A tensor of at most `loose` dimensions is a number or a list of them, and may be float32, as may whole numbers: what
    is compared is its value, in `kind`. A float64 for a float32 is no better than the float32 that it was
    made from, so it is one.
    """
    if type(value) in (list, tuple):
        return [brought_to(part, kind, loose) for part in value]
    if type(value) is float and kind is torch.float32:
        return torch.tensor(value, dtype=torch.float32)
    if type(value) is not torch.Tensor or value.dtype not in REAL or not value.numel():
        return value
    finest = torch.float32 if kind is None or value.dim() <= loose or is_whole(value) else kind
    if value.dtype.itemsize < finest.itemsize:
        came, wanted = (str(dtype).removeprefix("torch.") for dtype in (value.dtype, kind or finest))
        cure = CURE.get(value.dtype, "")
        message = f"Numbers came back as {came}, which keeps {DIGITS[value.dtype]}; expected {wanted}. {cure}"
        raise Trouble("failed", message.strip())
    return value.to(kind) if kind else value


def is_whole(value: torch.Tensor) -> bool:
    """Whether only whole numbers stand in a tensor, of which rounding took nothing."""
    return torch.equal(value, value.round())
