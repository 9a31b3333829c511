"""A pretended accelerator: its tensors live on the CPU, say they are on "pretend:0", and refuse to meet CPU tensors.

What fails on a GPU because data and network do not meet fails here, on any machine. It rests on PyTorch's experimental
support for backends written in Python: `tests/test_pretended_device.py` says whether this PyTorch still has it, and
importing this module raises ImportError where it has not. Importing changes the process for good: do it in one of its
own.

Allowed to meet, as on CUDA: CPU tensors without dimensions, and CPU tensors that index. Not pretended: float64 refused
(MPS), asynchronous errors, other rounding, `tensor.cuda()`, `torch.compile`. Known to go wrong here and not on a GPU:
`torch.tensor([...])` of tensors on the device, and `jacrev` through a linear layer on a single vector.
"""

import functools
from typing import NamedTuple

import torch
from torch.utils import _pytree as pytree
from torch.utils import backend_registration

NAME = "pretend"
MAY_MIX = {"aten::copy_", "aten::_to_copy", "aten::_copy_from", "aten::index"}
MOVED = (
    f"PyTorch {torch.__version__} has moved the experimental interface on which the pretended accelerator rests "
    "(torch.utils.backend_registration._setup_privateuseone_for_python_backend): mend tools/pretended_device.py."
)


def register():
    """Give PyTorch a device type called `NAME`. Raises ImportError where its experimental interface has moved."""
    needed = (backend_registration, "_setup_privateuseone_for_python_backend"), (torch._C, "_AutoDispatchBelowAutograd")
    if not all(hasattr(*place) for place in needed):
        raise ImportError(MOVED)
    backend_registration._setup_privateuseone_for_python_backend(NAME)
    module = getattr(torch, NAME)  # torch.random.fork_rng, autocast and checkpoints ask it
    module.get_amp_supported_dtype = lambda: [torch.bfloat16, torch.float16]
    module.get_rng_state = lambda device=None: torch.get_rng_state()
    module.set_rng_state = lambda state, device=None: torch.set_rng_state(state)
    torch.__future__.set_overwrite_module_params_on_conversion(
        True
    )  # a moved parameter is a new one: its class changes


def through_the_cpu(make):
    """`torch.tensor` and `torch.as_tensor`, which know no backend written in Python: made on the CPU, then moved."""

    def made(data, *args, device=None, **kwargs):
        if device is None or torch.device(device).type != NAME:
            return make(data, *args, device=device, **kwargs)
        return make(data, *args, **kwargs).to(device)

    return made


class Pretended(torch.Tensor):
    """A tensor on the pretended device; `raw` is the CPU tensor behind it."""

    @staticmethod
    def __new__(cls, raw):
        options = {"strides": raw.stride(), "storage_offset": raw.storage_offset(), "dtype": raw.dtype}
        return torch.Tensor._make_wrapper_subclass(cls, raw.size(), device=DEVICE, requires_grad=False, **options)

    def __init__(self, raw):
        self.raw = raw

    __torch_function__ = torch._C._disabled_torch_function_impl

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return operate(func, args, kwargs or {})

    def __getitem__(self, index):
        """A list reaches PyTorch's operators as a tensor: on its own way to one it loses its device."""
        return super().__getitem__(torch.tensor(index) if isinstance(index, list) else index)

    def untyped_storage(self):
        return self.detach().raw.untyped_storage()

    def tolist(self):
        return self.detach().raw.tolist()

    def __deepcopy__(self, memo):
        copy = Pretended(self.raw.clone()).requires_grad_(self.requires_grad)
        copy._is_param = getattr(self, "_is_param", False)
        return memo.setdefault(id(self), copy)

    def numpy(self, **_):
        raise TypeError(f"can't convert {DEVICE} device type tensor to numpy. Use Tensor.cpu() first.")

    __array__ = numpy


def operate(func, args, kwargs):
    """The operator on the CPU tensors behind; what comes back is on the pretended device again."""
    tensors = []
    raw, options = behind(args, tensors), behind(kwargs, tensors)
    here = any(isinstance(tensor, Pretended) for tensor in tensors)
    if here:
        refuse_a_meeting(func, tensors)
    wanted = kwargs.get("device")
    lands_here = here if wanted is None else torch.device(wanted).type == NAME
    if lands_here and wanted is not None:
        options["device"] = torch.device("cpu")
    func, raw = on_cpu(func, raw)
    with torch._C._AutoDispatchBelowAutograd():
        returned = func(*raw, **options)
    if (written := written_in_place(func, args)) is not None:
        return written
    return on_the_device(returned) if lands_here else returned


def behind(value, tensors):
    """The value with the CPU tensor behind each pretended one; adds all its tensors, as they are, to `tensors`.

    Operators take tuples, lists and dicts of tensors and nothing deeper: PyTorch's own walk takes three times as long.
    """
    if isinstance(value, torch.Tensor):
        tensors.append(value)
        return value.raw if isinstance(value, Pretended) else value
    if type(value) in (tuple, list):
        return type(value)([behind(each, tensors) for each in value])
    if type(value) is dict:
        return {name: behind(each, tensors) for name, each in value.items()}
    return value


def on_the_device(returned):
    """What an operator returned, each of its tensors on the pretended device."""
    if isinstance(returned, torch.Tensor):
        return Pretended(returned)
    return pytree.tree_map(lambda leaf: Pretended(leaf) if isinstance(leaf, torch.Tensor) else leaf, returned)


def refuse_a_meeting(func, tensors):
    """Raise what CUDA raises where a CPU tensor comes to those on the device, except where CUDA allows it."""
    there = any(not isinstance(tensor, Pretended) and tensor.dim() for tensor in tensors)
    if there and (name := schema_of(func).name) not in MAY_MIX:
        raise RuntimeError(f"Expected all tensors to be on the same device, but {name} got {DEVICE} and cpu")


def on_cpu(func, raw):
    """Convolutions reach a new backend under names of their own; here they get their common names back."""
    name = schema_of(func).name
    if name == "aten::convolution_overrideable":
        return torch.ops.aten.convolution.default, raw
    if name == "aten::convolution_backward_overrideable":
        return torch.ops.aten.convolution_backward.default, (*raw[:3], [raw[2].shape[0]], *raw[3:])
    return func, raw


def written_in_place(func, args):
    """The argument that an operator in place wrote to and returns: the same wrapper has to come back."""
    for given, written in zip(args, schema_of(func).writes, strict=False):
        if written and isinstance(given, torch.Tensor):
            return given
    return None


class Schema(NamedTuple):
    """What this module asks of an operator's schema, which PyTorch makes anew at every question."""

    name: str
    writes: tuple[bool, ...]  # whether it writes to each argument; empty unless it returns what it wrote to


@functools.cache
def schema_of(func):
    """The name of an operator, and which of its arguments it writes to and returns."""
    schema, returns = func._schema, func._schema.returns
    if len(returns) != 1 or returns[0].alias_info is None:
        return Schema(schema.name, ())
    aliases = (argument.alias_info for argument in schema.arguments)
    return Schema(schema.name, tuple(alias is not None and alias.is_write for alias in aliases))


register()
torch.tensor, torch.as_tensor = through_the_cpu(torch.tensor), through_the_cpu(torch.as_tensor)
DEVICE = torch.device(f"{NAME}:0")
_library = torch.library.Library("_", "IMPL")
_library.fallback(lambda op, *args, **kwargs: operate(op, args, kwargs), "PrivateUse1")
