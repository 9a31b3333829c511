"""What modules cost in every currency, side by side and at one batch, which is large enough to fill the device."""

from collections.abc import Callable, Mapping

import pandas
import torch
from torch import nn

from course_utils.cost.counting import count
from course_utils.cost.timing import Timing, compare, filling_batch, forward
from course_utils.system.device import Hardware, choose_hardware

CURRENCIES = ("parameters", "multiply-adds", "memory kept", "bytes moved", "time")


def by_turns(
    modules: Mapping[object, nn.Module],
    shapes: tuple[int, ...] | Mapping[object, tuple[int, ...]],
    rounds: int = 9,
    start: int = 8,
    how: Callable[[nn.Module, torch.Tensor], Callable[[], object]] = forward,
    hardware: Hardware | None = None,
) -> tuple[dict[object, Timing], int]:
    """Times of the modules, which take turns, and the batch that fills the device for all of them.

    `shapes` is what one input looks like, without the batch: one shape for all modules, or one for each name. `how` is
    `timing.forward` or `timing.training_step`; `start` is the batch on a CPU, and where `filling_batch` starts.
    """
    hardware = hardware or choose_hardware()

    def candidates(batch):
        return {
            name: how(module, torch.randn(batch, *_shape(shapes, name), device=hardware.device))
            for name, module in modules.items()
        }

    batch = filling_batch(candidates, start, hardware=hardware)
    return compare(candidates(batch), rounds, hardware), batch


def prices(
    modules: Mapping[object, nn.Module],
    shapes: tuple[int, ...] | Mapping[object, tuple[int, ...]],
    times: Mapping[object, Timing],
    batch: int = 1,
) -> pandas.DataFrame:
    """A row for each module, a column for each of `CURRENCIES`: counts for one batch, bytes, median seconds."""
    rows = {}
    for name, module in modules.items():
        cost = count(module, (batch, *_shape(shapes, name)))
        counted = cost.parameters, cost.multiply_adds, cost.activation_bytes, cost.moved_bytes
        rows[name] = *counted, times[name].median
    return pandas.DataFrame(rows.values(), index=list(rows), columns=list(CURRENCIES))


def _shape(shapes, name):
    return shapes if isinstance(shapes, tuple) else shapes[name]
