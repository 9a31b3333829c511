"""Which hardware the course runs on, chosen once and said aloud."""

import contextlib
import os
import warnings
from dataclasses import dataclass

import torch

WISHES = ("auto", "cpu", "cuda", "mps")
KINDS = 64  # of networks that are compiled; PyTorch stops after 8 of one class and runs the others as they are


@dataclass(frozen=True)
class Hardware:
    """A device together with the precision that is fast and safe on it.

    `precision` is the dtype of automatic mixed precision, or `torch.float32` for none. On a CPU it is always
    float32: bfloat16 autocast on a CPU without the instructions is many times slower. `compiled` says whether training
    compiles networks first (COURSE_COMPILE=1, CUDA only): a minute for each kind of network, then faster steps.
    """

    device: torch.device
    name: str
    precision: torch.dtype = torch.float32
    compiled: bool = False

    def __str__(self):
        kind = str(self.precision).removeprefix("torch.")
        said = f"Running on {self.name} (device {self.device.type!r}, {kind}), PyTorch {torch.__version__}."
        slow = self.device.type == "cuda" and self.precision == torch.float32
        return said + " It has no bfloat16: everything is computed in float32, which takes longer." * slow

    def autocast(self):
        """The context for a forward pass: mixed precision where it pays, nothing elsewhere."""
        if self.precision == torch.float32:
            return contextlib.nullcontext()
        return torch.autocast(self.device.type, dtype=self.precision, cache_enabled=False)  # a graph keeps no cache

    def synchronise(self):
        """Wait until the device has done all work given to it; needed before reading a clock."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        elif self.device.type == "mps":
            torch.mps.synchronize()


def choose_hardware(wish: str | None = None) -> Hardware:
    """The best device here: CUDA, then Apple MPS, then CPU.

    `wish` (or the environment variable COURSE_DEVICE) names one of "auto", "cpu", "cuda", "mps". Asking for a device
    that this machine lacks raises a `ValueError` that says what to do. On a CPU, PyTorch is set to COURSE_THREADS
    threads (1 where that is not set): networks as small as the course's gain little from a second thread, and on a busy
    machine threads that wait for each other make training many times slower.
    """
    wish = wish or os.environ.get("COURSE_DEVICE") or "auto"
    if wish not in WISHES:
        raise ValueError(f"No device is called {wish!r}. Choose one of {', '.join(WISHES)}.")
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wish != "auto" and not present[wish]:
        raise ValueError(f'This machine has no {wish} device. Use choose_hardware("auto"), which takes what there is.')
    kind = wish if wish != "auto" else next(kind for kind, here in present.items() if here)
    return _describe(kind)


def compiled(network: torch.nn.Module) -> torch.nn.Module:
    """`torch.compile(network)`, without PyTorch's advice to trade float32's precision for speed.

    Mixed precision is a switch of its own: what computes in float32 here is meant to.
    """
    warnings.filterwarnings("ignore", "TensorFloat32 tensor cores")  # PyTorch 2.11 gives it at the first call
    torch._dynamo.config.recompile_limit = max(KINDS, torch._dynamo.config.recompile_limit)
    return torch.compile(network)


def device_of(network: torch.nn.Module) -> torch.device:
    """Where the weights of `network` lie: what it is given has to lie there too. The CPU if it has none."""
    return next((parameter.device for parameter in network.parameters()), torch.device("cpu"))


def _describe(kind):
    if kind == "cuda":
        bfloat16 = torch.cuda.is_bf16_supported(including_emulation=False)
        precision = torch.bfloat16 if bfloat16 else torch.float32
        compiled = os.environ.get("COURSE_COMPILE") == "1"
        return Hardware(torch.device("cuda"), torch.cuda.get_device_name(), precision, compiled)
    if kind == "mps":
        return Hardware(torch.device("mps"), "the Apple GPU")
    threads = _wished_threads()
    torch.set_num_threads(threads)
    return Hardware(torch.device("cpu"), f"{threads} CPU thread{'s' * (threads > 1)}")


def _wished_threads():
    wish = os.environ.get("COURSE_THREADS") or "1"
    if not wish.isdecimal() or int(wish) < 1:
        raise ValueError(f"COURSE_THREADS is {wish!r}: set it to a whole number of threads, 1 or more.")
    return int(wish)
