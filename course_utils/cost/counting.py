"""What a network costs, in currencies that need no clock: parameters, multiply-adds, bytes kept, bytes moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import pandas
import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from course_utils.blocks.modes import in_mode


@dataclass(frozen=True)
class Cost:
    """One forward pass of one batch, in training mode, all tensors float32.

    `parameters`: what training may change. `multiply_adds`: of convolutions and matrix products (PyTorch's counter
    counts two operations for each; halved here). `activation_bytes`: tensors that the pass made and that are still
    there when it ends, because the backward pass will need them; the output is among them, the input is not.
    `moved_bytes`: what all operations read and write if each fetches its inputs and stores its output once.
    """

    parameters: int
    multiply_adds: int
    activation_bytes: int
    moved_bytes: int

    @property
    def intensity(self) -> float:
        """Arithmetic intensity, floating-point operations (two a multiply-add) for each byte moved."""
        return 2 * self.multiply_adds / self.moved_bytes


class Traffic(TorchDispatchMode):
    """Adds up what each operation in its context reads and writes, and remembers every storage that was made there."""

    def __init__(self):
        super().__init__()
        self.moved, self._made = 0, {}

    def __torch_dispatch__(self, function, types, arguments=(), settings=None):
        output = function(*arguments, **(settings or {}))
        read, written = _tensors(arguments), _tensors([output])
        before = {_address(tensor) for tensor in read}
        fresh = [tensor for tensor in written if _address(tensor) not in before]
        if fresh or function.__name__.split(".")[0].endswith("_"):  # a view moves nothing
            self.moved += sum(map(_bytes, read + written))
        for tensor in fresh:
            storage = tensor.untyped_storage()
            self._made[storage._cdata] = StorageWeakRef(storage), storage.nbytes()
        return output

    def alive(self) -> int:
        """Bytes of the storages made in this context that something still holds."""
        return sum(size for storage, size in self._made.values() if not storage.expired())


def count(module: nn.Module, shape: Sequence[int]) -> Cost:
    """The cost of `module` for one batch of `shape`, `(N, C, H, W)`; the module stays as it is.

    It runs on the "meta" device, where tensors have shapes and no content: nothing is computed, and a network of any
    size takes moments. Raises `ValueError` where the module cannot take such a batch.
    """
    state, batch = _shapes_of(module), torch.empty(shape, device="meta")
    with FlopCounterMode(display=False) as operations, Traffic() as traffic:
        output = _run(module, state, batch)
        kept = traffic.alive()
    del output
    parameters = sum(parameter.numel() for parameter in module.parameters())
    return Cost(parameters, operations.get_total_flops() // 2, kept, traffic.moved)


def layer_costs(module: nn.Module, shape: Sequence[int]) -> pandas.DataFrame:
    """One row for each layer in the order of work, and a last one, "additions", for what happens between layers.

    Columns layer (its name in the module), kind, output (shape), parameters, multiply_adds, moved_bytes, intensity.
    """
    rows, begun, state, batch = [], {}, _shapes_of(module), torch.empty(shape, device="meta")
    with FlopCounterMode(display=False) as operations, Traffic() as traffic, ExitStack() as hooks:

        def so_far():
            return operations.get_total_flops() // 2, traffic.moved

        def note(name):
            def after(layer, _, output):
                spent = [now - then for now, then in zip(so_far(), begun[name], strict=True)]
                own = sum(parameter.numel() for parameter in layer.parameters())
                rows.append((name, type(layer).__name__, tuple(output.shape), own, *spent))

            return after

        for name, layer in module.named_modules():
            if not list(layer.children()):
                before = layer.register_forward_pre_hook(lambda *_, name=name: begun.update({name: so_far()}))
                hooks.callback(before.remove)
                hooks.callback(layer.register_forward_hook(note(name)).remove)
        output = _run(module, state, batch)
        total = so_far()
    names = ["layer", "kind", "output", "parameters", "multiply_adds", "moved_bytes"]
    rest = [whole - sum(row[place] for row in rows) for place, whole in zip((4, 5), total, strict=True)]
    table = pandas.DataFrame([*rows, ("additions", "", tuple(output.shape), 0, *rest)], columns=names)
    return table.assign(intensity=2 * table.multiply_adds / table.moved_bytes.clip(lower=1))


def peak_bytes(function: Callable[[], object], device: torch.device) -> int:
    """The most memory in use at any moment of a call, in bytes, above what was in use before it. CUDA only.

    Raises `ValueError` for any other device.
    """
    if torch.device(device).type != "cuda":
        raise ValueError("Only CUDA keeps a record of its memory. On a CPU use cost.count, which counts from shapes.")
    torch.cuda.synchronize(device)
    torch.cuda.reset_peak_memory_stats(device)
    before = torch.cuda.memory_allocated(device)
    function()
    torch.cuda.synchronize(device)
    return torch.cuda.max_memory_allocated(device) - before


def _shapes_of(module):
    """Parameters and buffers without their content."""
    state = {name: value.detach().to("meta") for name, value in module.named_buffers()}
    for name, value in module.named_parameters():
        state[name] = value.detach().to("meta").requires_grad_(value.requires_grad)
    return state


def _run(module, state, batch):
    try:
        with in_mode(module, training=True), torch.enable_grad():
            return torch.func.functional_call(module, state, batch)
    except RuntimeError as error:
        raise ValueError(
            f"{type(module).__name__} cannot take a batch of shape {tuple(batch.shape)}: {error}"
        ) from error


def _tensors(values):
    tensors = []
    for value in values:
        if isinstance(value, torch.Tensor):
            tensors.append(value)
        elif isinstance(value, (list, tuple)):
            tensors += _tensors(value)
    return tensors


def _bytes(tensor):
    return tensor.numel() * tensor.element_size()


def _address(tensor):
    return tensor.untyped_storage()._cdata
