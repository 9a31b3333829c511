"""Compare what came back with what should have, in float64, and say where they part and which slip looks likely."""

from functools import reduce

import torch

from course_utils.checks.answer import REAL, Trouble

# Relative to the largest expected value. A float64 answer may well have rounded through a float32 constant.
TOLERANCE = {torch.float64: 1e-6, torch.float32: 1e-4, torch.float16: 2e-2, torch.bfloat16: 5e-2}
EMPTY = torch.zeros(0, dtype=torch.float64)
KINDS = {torch.bool: "booleans (True, False)", torch.int64: "whole numbers"}


def expect(returned, expected, what: str = "result", slips=(), case: str = ""):
    """Raise Trouble unless `returned`, plain data, equals `expected` within the precision of what came back.

    `slips` are pairs (value, sentence), the commonest first: the sentence is added where `returned` equals that value
    instead, and where several do, with "Or:" between them. `what` names the value, `case` the inputs that it came from.
    """
    wanted, got = as_tensor(expected, what), as_tensor(returned, what)
    require_kind(got, wanted, what)
    tolerance = TOLERANCE.get(got.dtype, TOLERANCE[torch.float64] if wanted.dtype in REAL else 0.0)
    fitting = dict.fromkeys(said for value, said in slips if alike(got, as_tensor(value, what), tolerance))
    likely = " " * bool(fitting) + " Or: ".join([*fitting][:3])
    start = f"With {case}, " if case else ""
    if got.shape != wanted.shape:
        raise Trouble("failed", f"{start}{what} has shape {tuple(got.shape)}; expected {tuple(wanted.shape)}.{likely}")
    if not alike(got, wanted, tolerance):
        raise Trouble("failed", start + difference(got, wanted, what) + (likely or listed_twice(got, wanted)))


def as_tensor(value, what: str) -> torch.Tensor:
    """Plain data as one tensor; a list of equal shapes is stacked, in a type that holds all of its entries.

    A Python float counts as float64, and so does a whole number that int64 cannot hold.
    """
    if type(value) is torch.Tensor:
        return value
    if type(value) in (list, tuple):
        parts = [as_tensor(part, what) for part in value]
        if len({part.shape for part in parts}) > 1:
            raise Trouble("failed", f"{what} came back as a list of different shapes; expected them alike.")
        kinds = {part.dtype for part in parts}
        if torch.bool in kinds and len(kinds) > 1:
            raise Trouble("failed", f"{what} came back as a mixture of booleans and numbers.")
        return torch.stack([part.to(reduce(torch.promote_types, kinds)) for part in parts]) if parts else EMPTY
    wide = type(value) is float or (type(value) is int and abs(value) >= 2**63)
    return torch.tensor(value, dtype=torch.float64 if wide else None)


def is_whole(dtype: torch.dtype) -> bool:
    """Whether a type holds whole numbers, booleans not among them."""
    return not (dtype.is_floating_point or dtype.is_complex or dtype is torch.bool)


def as_real(value, what: str) -> torch.Tensor:
    """Plain data as one tensor of real numbers, whole ones among them; Trouble where it holds anything else."""
    got = as_tensor(value, what)
    require_kind(got, EMPTY, what)
    return got.double() if is_whole(got.dtype) else got


def require_kind(got: torch.Tensor, wanted: torch.Tensor, what: str):
    """Real or whole numbers where real ones are expected, whole numbers or booleans where those are."""
    if wanted.dtype in REAL:
        right, kind = got.dtype in REAL or is_whole(got.dtype), "real floating-point numbers"
    elif wanted.dtype is torch.bool:
        right, kind = got.dtype is torch.bool, KINDS[torch.bool]
    else:
        right, kind = is_whole(got.dtype), KINDS[torch.int64]
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
    have, want = told_apart(got[index].item(), wanted[index].item())
    cut = " Whole numbers came back: were digits cut off?" if is_whole(got.dtype) and wanted.dtype in REAL else ""
    return f"{place} is {have}; expected {want}.{cut}"


def listed_twice(got: torch.Tensor, wanted: torch.Tensor) -> str:
    """The slip of a list that holds the last tensor many times, because `x += f` changed it in place."""
    if got.dim() < 2 or len(got) < 2 or got.shape != wanted.shape or not got.any():
        return ""
    last = wanted[-1:].expand(wanted.shape)
    if alike(wanted, last, 0.0) or not alike(got, last, TOLERANCE[torch.float32]):
        return ""
    return (
        " All entries are alike. Is one tensor listed many times? `x += f` changes it in place; `x = x + f` does not."
    )


def told_apart(have, want) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ, and no fewer than four."""
    if not (type(have) is float or type(want) is float):
        return str(have), str(want)
    for digits in range(4, 18):
        texts = f"{have:.{digits}g}", f"{want:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def exact(*given) -> list:
    """The same plain data with every real tensor in float64, from which a reference is computed."""
    return [
        exact(*part) if type(part) is list else part.double() if getattr(part, "dtype", None) in REAL else part
        for part in given
    ]


def require(condition: bool, message: str):
    """Raise Trouble with `message` unless a law holds."""
    if not condition:
        raise Trouble("failed", message)


def pieces(returned, names: str) -> list:
    """The parts of an answer that returns several things, as in `return a, b`; `names` lists them."""
    count = len(names.split(", "))
    if type(returned) is torch.Tensor and returned.dim() and len(returned) == count:
        return list(returned)
    if type(returned) is not list or len(returned) != count:
        what = f"{len(returned)} things" if type(returned) is list else "one thing"
        raise Trouble("failed", f"{what} came back; expected {count}: `return {names}`.")
    return returned
