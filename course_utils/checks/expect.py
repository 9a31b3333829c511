"""Compare what came back with what should have, in float64, and say where they part and which slip looks likely."""

import torch

from course_utils.checks.answer import REAL, Trouble

# Relative to the largest expected value. A float64 answer may well have rounded through a float32 constant.
TOLERANCE = {torch.float64: 1e-6, torch.float32: 1e-4, torch.float16: 2e-2, torch.bfloat16: 5e-2}
KINDS = {torch.bool: "booleans (True, False)", torch.int64: "whole numbers"}


def expect(found, expected, what: str = "result", slips=(), case: str = ""):
    """Raise Trouble unless `found`, plain data of any real floating type, equals `expected` within its precision.

    `slips` are pairs (value, sentence): the sentence is added where `found` equals that value instead. `what` names the
    value as the exercise does, `case` the inputs that it came from.
    """
    wanted = as_tensor(expected, what)
    got = as_tensor(found, what)
    require_kind(got, wanted, what)
    tolerance = TOLERANCE.get(got.dtype, 0.0)
    likely = next((f" {sentence}" for value, sentence in slips if alike(got, as_tensor(value, what), tolerance)), "")
    start = f"With {case}, " if case else ""
    if got.shape != wanted.shape:
        raise Trouble("failed", f"{start}{what} has shape {tuple(got.shape)}; expected {tuple(wanted.shape)}.{likely}")
    if not alike(got, wanted, tolerance):
        raise Trouble("failed", start + difference(got, wanted, what) + likely)


def as_tensor(value, what: str) -> torch.Tensor:
    """Plain data as one tensor; a list of equal shapes is stacked, a Python float counts as float64."""
    if type(value) is torch.Tensor:
        return value
    if type(value) in (list, tuple):
        items = [as_tensor(item, what) for item in value]
        if len({item.shape for item in items}) > 1:
            raise Trouble("failed", f"{what} came back as a list of different shapes; expected them alike.")
        return torch.stack([item.to(items[0].dtype) for item in items]) if items else torch.zeros(0).double()
    return torch.tensor(value, dtype=torch.float64 if type(value) is float else None)


def require_kind(got: torch.Tensor, wanted: torch.Tensor, what: str):
    """Real floating numbers where such are expected, whole numbers or booleans where those are."""
    if wanted.dtype in REAL:
        right, kind = got.dtype in REAL, "real floating-point numbers"
    elif wanted.dtype is torch.bool:
        right, kind = got.dtype is torch.bool, KINDS[torch.bool]
    else:
        whole = not (got.dtype.is_floating_point or got.dtype.is_complex or got.dtype is torch.bool)
        right, kind = whole, KINDS[torch.int64]
    if not right:
        raise Trouble("failed", f"{what} came back as {name_of(got.dtype)}; expected {kind}.")


def name_of(dtype: torch.dtype) -> str:
    """What a learner calls a type: integers (int64), complex numbers (complex64), ..."""
    short = str(dtype).removeprefix("torch.")
    if dtype is torch.bool:
        return "booleans"
    kind = "complex numbers" if dtype.is_complex else "real numbers" if dtype.is_floating_point else "integers"
    return f"{kind} ({short})"


def alike(got: torch.Tensor, wanted: torch.Tensor, tolerance: float) -> bool:
    """Equal in shape, and in value to within the tolerance of the largest expected one."""
    if got.shape != wanted.shape:
        return False
    got, wanted = got.double(), wanted.double()
    scale = max(1.0, wanted.abs().max().item()) if wanted.numel() else 1.0
    return bool(((got - wanted).abs() <= tolerance * scale).all())  # NaN is alike to nothing


def difference(got: torch.Tensor, wanted: torch.Tensor, what: str) -> str:
    """A sentence with the entry that is furthest off, or with the first that is no number at all."""
    off = (got.double() - wanted.double()).abs()
    index = tuple(int(i) for i in torch.unravel_index(off.nan_to_num(torch.inf, torch.inf).argmax(), off.shape))
    place = f"{what}[{', '.join(map(str, index))}]" if index else what
    return f"{place} is {number(got[index])}; expected {number(wanted[index])}."


def number(value: torch.Tensor) -> str:
    """One entry, short."""
    return f"{value.item():.4g}" if value.dtype in REAL else str(value.item())


def exact(*given) -> list:
    """The same plain data with every real tensor in float64, from which a reference is computed."""
    return [
        exact(*item) if type(item) is list else item.double() if getattr(item, "dtype", None) in REAL else item
        for item in given
    ]


def require(condition: bool, message: str):
    """Raise Trouble with `message` unless a law holds."""
    if not condition:
        raise Trouble("failed", message)


def pieces(found, names: str) -> list:
    """The parts of an answer that returns several things, as in `return a, b`; `names` lists them."""
    count = len(names.split(", "))
    if type(found) is torch.Tensor and found.dim() and len(found) == count:
        return list(found)
    if type(found) is not list or len(found) != count:
        what = f"{len(found)} things" if type(found) is list else "one thing"
        raise Trouble("failed", f"{what} came back; expected {count}: `return {names}`.")
    return found
