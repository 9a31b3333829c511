"""What may differ from run to run of a notebook: the device, the seeds, the arithmetic, the length of trainings."""

import ast
import dataclasses
import functools
import importlib
import inspect
import os
import pkgutil
import platform
import re
import sys
from pathlib import Path

import numpy
import torch

SAME_FOR_ALL = {"digits"}  # functions that draw no randomness of an experiment: which digits one trains on
BATCHES, BATCH = 2, 32  # of a brief training, and the most in one
MANY = 50  # turns of a loop: a training written out on a page
INPUTS = 64  # of a brief run's data, to train on and to test on: as many as it trains on


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
        shorten_data()
        shorten_trainings()
        shorten_timings()


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


def shorten_trainings():
    """Every training of the course is an epoch of two small batches: errors matter, and nothing is learnt.

    A training is whatever function of `course_utils.training` takes `data` and a `recipe`; what takes a number of
    steps, takes two.
    """
    from course_utils import training
    from course_utils.dynamics import flow_matching

    names = [f"{training.__name__}.{module.name}" for module in pkgutil.iter_modules(training.__path__)]
    modules = [importlib.import_module(name) for name in names]
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if {"data", "recipe"} <= set(inspect.signature(function).parameters):
                setattr(module, name, brief(function))
    for module, name in ((training.regression, "fit"), (flow_matching, "train_field")):
        setattr(module, name, in_few_steps(getattr(module, name)))


class FewTurns(ast.NodeTransformer):
    """A page's own loop of very many turns that are all alike, `for _ in range(150):`, takes two."""

    def visit_For(self, node):
        match node:
            case ast.For(
                target=ast.Name("_"), iter=ast.Call(func=ast.Name("range"), args=[ast.Constant(int(turns)) as count])
            ) if turns >= MANY:
                count.value = BATCHES
        return self.generic_visit(node)


def shorten_data():
    """Digits and pictograms are their first `INPUTS`, wherever they are asked for."""
    from course_utils import data

    for name in ("digits", "pictograms"):
        fewer = few(getattr(data, name))
        for place in (data, sys.modules[f"{data.__name__}.{name}"]):
            setattr(place, name, fewer)


def few(make):
    """A function that makes a dataset, of which the first `INPUTS` are left."""
    return functools.wraps(make)(lambda *args, **kwargs: make(*args, **kwargs).first(INPUTS))


def shorten_timings():
    """Whatever the course times is timed once, without a warm-up, on the batch that it begins with."""
    from course_utils.cost import timing

    timing.WARM_UP = timing.WARM_UP_OF_A_GPU = 0
    real = timing.compare
    timing.compare = lambda candidates, rounds=1, hardware=None: real(candidates, 1, hardware)
    timing.filling_batch = lambda candidates, start=8, *_, **__: start


def brief(train):
    """A training on less data, for one epoch, whatever it is asked."""
    signature = inspect.signature(train)

    @functools.wraps(train)
    def shortened(*args, **kwargs):
        asked = signature.bind(*args, **kwargs)
        recipe, data = asked.arguments.get("recipe"), asked.arguments["data"]
        if recipe is not None:
            size = min(recipe.batch_size, BATCH)
            asked.arguments["recipe"] = dataclasses.replace(recipe, epochs=1, batch_size=size)
            few = {name: getattr(data, name)[: BATCHES * size] for name in ("train_inputs", "train_labels")}
            asked.arguments["data"] = dataclasses.replace(data, **few)
        return train(*asked.args, **asked.kwargs)

    return shortened


def in_few_steps(train):
    """A training of two steps, however many it is asked for."""
    signature = inspect.signature(train)

    @functools.wraps(train)
    def shortened(*args, **kwargs):
        asked = signature.bind(*args, **kwargs)
        asked.arguments["steps"] = BATCHES
        return train(*asked.args, **asked.kwargs)

    return shortened


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
