"""What may differ from run to run of a notebook: the device, the seeds, the arithmetic, the length of trainings."""

import os
import platform
import re
import sys
from pathlib import Path

import numpy
import torch

SAME_FOR_ALL = {"digits"}  # functions that draw no randomness of an experiment: which digits one trains on


def add_options(parser):
    """The options that both `tools.everywhere` and each of its processes take."""
    parser.add_argument("--pretend", action="store_true", help="on a pretended accelerator (tools.pretended_device)")
    parser.add_argument("--brief", action="store_true", help="few inputs, an epoch of two batches, one timing")
    parser.add_argument("--seed-shift", type=int, default=0, metavar="N", help="add N to every seed")
    parser.add_argument("--no-onednn", action="store_true", help="without oneDNN, PyTorch's library for CPUs")


def set_up(options):
    """Change this process as the options say; call it before anything of the course is imported."""
    if options.no_onednn:
        torch.backends.mkldnn.set_flags(False)
    if options.seed_shift:
        shift_seeds(options.seed_shift)
    if options.pretend:
        pretend()
    if options.brief:
        from tools import brief

        brief.shorten()


def as_arguments(options):
    """The options of `add_options` as a command line."""
    flags = [f"--{name.replace('_', '-')}" for name in ("pretend", "brief", "no_onednn") if getattr(options, name)]
    return [*flags, "--seed-shift", str(options.seed_shift)]


def pretend():
    """`choose_hardware()` gives the pretended accelerator, unless it is asked for a CPU."""
    from course_utils.system import device
    from tools import pretended_device

    real = device.choose_hardware
    hardware = device.Hardware(pretended_device.DEVICE, "a pretended accelerator")
    device.choose_hardware = lambda wish=None: real(wish) if wish == "cpu" else hardware


def shift_seeds(shift):
    """Add `shift` to every seed that torch and numpy are given, except for which digits one trains on."""
    seed_torch, torch_generator, default = torch.manual_seed, torch.Generator, torch.default_generator
    seed_numpy, numpy_generator = numpy.random.seed, numpy.random.default_rng

    class Generator(torch_generator):
        def manual_seed(self, seed):
            kept = sys._getframe(1).f_code.co_name in SAME_FOR_ALL
            return super().manual_seed(seed if kept else seed + shift)

    class Default:
        """The default generator: `networks.seeded` seeds it by its own method."""

        def __getattr__(self, name):
            return getattr(default, name)

        def manual_seed(self, seed):
            return default.manual_seed(seed + shift)

    torch.Generator, torch.default_generator = Generator, Default()
    torch.manual_seed = lambda seed: seed_torch(seed + shift)
    numpy.random.seed = lambda seed=None: seed_numpy(seed if seed is None else seed + shift)
    numpy.random.default_rng = lambda seed=None: numpy_generator(seed + shift if isinstance(seed, int) else seed)


def machine():
    """The machine in words, and the versions that its numbers depend on."""
    return {
        "machine": processor(),
        "device": device_here(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "torch": version(),
        "python": platform.python_version(),
    }


def version():
    """PyTorch's, without how it was built."""
    return torch.__version__.split("+")[0]


def processor():
    """The name of the CPU; never the machine's own name."""
    try:
        named = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        named = None
    return named[1].strip() if named else platform.processor() or platform.machine()


def device_here():
    """The name of the GPU that the course would use in this process, or "cpu"."""
    wish = os.environ.get("COURSE_DEVICE") or "auto"
    if "tools.pretended_device" in sys.modules:
        return "a pretended accelerator"
    if wish in ("auto", "cuda") and torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return "Apple GPU" if wish in ("auto", "mps") and torch.backends.mps.is_available() else "cpu"
