"""What the page is told of a look: sizes as powers of ten, losses, decisions as bytes; and the readout, in words."""

import math
from typing import Any

import numpy as np
import torch

from course_utils.gradients.wires import WireSizes
from course_utils.panels.playground.code import lines
from course_utils.panels.playground.play import DATA, DIGITS, NAMES, REACH, Look, load
from course_utils.panels.words import counted, number

FADED, BOUNDLESS = -99.0, 99.0  # the power of ten of nothing at all, and of what is no number
POINTS = 200  # of the training data, drawn


def scene(name: str) -> dict[str, Any]:
    """What stays while one set of data is chosen: points and labels, or images 0 .. 255 and labels."""
    data = load(name)
    if data.train_inputs.dim() > 2:
        images = (255 * (1 - data.test_inputs[:DIGITS].flatten(1))).int().tolist()
        return {"kind": "digits", "images": images, "labels": data.test_labels[:DIGITS].tolist()}
    points = [[round(x, 3) for x in point] for point in data.train_inputs[:POINTS].tolist()]
    own = name not in DATA
    return {
        "kind": "points",
        "own": own,
        "points": points,
        "labels": data.train_labels[:POINTS].tolist(),
        "reach": REACH,
    }


def numbers(look: Look) -> dict[str, Any]:
    """Wiring, sizes, losses and accuracies, as JSON can hold them."""
    lanes = look.lanes.items()
    return {
        "depth": look.wiring.depth,
        "wired": bool(look.wiring.skips),
        "step": look.step,
        "steps": look.steps,
        "guessing": round(math.log(len(load(look.data).classes)), 4),
        "losses": {name: [_finite(loss) for loss in lane.losses] for name, lane in lanes},
        "accuracy": {name: _finite(lane.recent()) for name, lane in lanes},
        "diverged": {name: lane.diverged for name, lane in lanes},
        "sizes": {name: powers(sizes) for name, sizes in look.sizes.items()},
        "code": lines(look),
    }


def powers(sizes: WireSizes) -> dict[str, list[float]]:
    """Sizes as powers of ten: of signals relative to x_0, of gradients relative to x_L."""
    signal, gradient = sizes.states[0], sizes.state_gradients[-1]
    relative = {"states": sizes.states / signal, "branches": sizes.branches / signal}
    relative |= {name: getattr(sizes, name) / gradient for name in ("state_gradients", "arriving", "through")}
    return {name: _powers(values) for name, values in relative.items()}


def views(look: Look) -> bytes:
    """The learner's view, then the twin's: probabilities as 0 .. 255, or the answers to the digits."""
    both = [look.views[name] for name in NAMES]
    if load(look.data).train_inputs.dim() <= 2:
        both = [255 * np.nan_to_num(values, nan=0.5) for values in both]
    return np.concatenate([values.ravel() for values in both]).astype(np.uint8).tobytes()


def readout(look: Look) -> str:
    """The key numbers of a look in words."""
    wiring, lane, twin = look.wiring, look.lanes["yours"], look.lanes["twin"]
    made = f"{counted(wiring.depth, 'block')}, {counted(len(wiring.skips), 'skip')}, branch scale {wiring.scale:g}"
    (signal, gradient), (_, fades) = look.carried("yours"), look.carried("twin")
    carried = (
        f"The signal ends at {_times(signal)} its size, the gradient comes back at {_times(gradient)} "
        f"(plain twin: {_times(fades)})."
    )
    if lane.diverged:
        return f"{made}: diverged at step {look.step}, its loss is no number any more. The signal grew without bound."
    if not look.step:
        return f"{made}, not trained yet. {carried}"
    right = f"accuracy {lane.recent():.0%}, plain twin {twin.recent():.0%}"
    return f"{made}, step {look.step} of {look.steps}: {right}. {carried}"


def _times(factor):
    if not math.isfinite(factor):
        return "no number times"
    return f"{number(factor)} times"


def _finite(value):
    return round(value, 4) if math.isfinite(value) else None


def _powers(values: torch.Tensor):
    tens = torch.log10(values.double()).nan_to_num(nan=BOUNDLESS, posinf=BOUNDLESS, neginf=FADED)
    return [round(ten, 2) for ten in tens.tolist()]
