"""device: which hardware is chosen, in which precision, and what is said about it."""

import contextlib
import warnings

import pytest
import torch

from course_utils.system.device import WISHES, Hardware, choose_hardware, compiled


@pytest.fixture
def machine(monkeypatch):
    """Return a function that pretends what this machine has."""
    monkeypatch.delenv("COURSE_DEVICE", raising=False)

    def pretend(cuda=False, mps=False, bfloat16=True):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "a pretended GPU")
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation=True: bfloat16)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)

    return pretend


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(True, True, "cuda"), (True, False, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_the_best_device_is_taken(machine, cuda, mps, expected):
    machine(cuda, mps)
    assert choose_hardware().device.type == expected
    assert choose_hardware("auto").device.type == expected


@pytest.mark.parametrize("wish", ["cpu", "cuda", "mps"])
def test_a_wish_is_granted(machine, wish):
    machine(cuda=True, mps=True)
    assert choose_hardware(wish).device.type == wish


def test_the_environment_wishes_and_the_argument_wins(machine, monkeypatch):
    machine(cuda=True, mps=True)
    monkeypatch.setenv("COURSE_DEVICE", "mps")
    assert choose_hardware().device.type == "mps"
    assert choose_hardware("cpu").device.type == "cpu"
    monkeypatch.setenv("COURSE_DEVICE", "")  # set, and yet no wish
    assert choose_hardware().device.type == "cuda"


@pytest.mark.parametrize("wish", ["cuda", "mps"])
def test_a_missing_device_is_one_sentence_with_a_remedy(machine, wish):
    machine()
    with pytest.raises(ValueError, match=rf'no {wish} device\. Use choose_hardware\("auto"\)'):
        choose_hardware(wish)


def test_an_unknown_wish_lists_what_there_is(machine, monkeypatch):
    machine()
    with pytest.raises(ValueError, match="'tpu'.*" + ", ".join(WISHES)):
        choose_hardware("tpu")
    monkeypatch.setenv("COURSE_DEVICE", "CUDA")
    with pytest.raises(ValueError, match="'CUDA'"):
        choose_hardware()


@pytest.mark.parametrize(
    ("cuda", "bfloat16", "expected"),
    [(True, True, torch.bfloat16), (True, False, torch.float32), (False, True, torch.float32)],
)
def test_precision_is_mixed_only_where_the_chip_has_bfloat16(machine, cuda, bfloat16, expected):
    machine(cuda=cuda, bfloat16=bfloat16)
    assert choose_hardware().precision == expected


def test_a_gpu_without_bfloat16_says_so(machine):
    machine(cuda=True, bfloat16=False)
    assert str(choose_hardware()).endswith("It has no bfloat16: everything is computed in float32, which takes longer.")
    machine(cuda=True)
    assert "no bfloat16" not in str(choose_hardware())
    machine()
    assert "no bfloat16" not in str(choose_hardware())


def test_no_autocast_on_a_cpu():
    hardware = choose_hardware("cpu")
    assert isinstance(hardware.autocast(), contextlib.nullcontext)
    with hardware.autocast():
        assert not torch.is_autocast_enabled("cpu")
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32


def test_autocast_follows_the_precision():
    with Hardware(torch.device("cpu"), "a CPU that has it", torch.bfloat16).autocast():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.bfloat16


@pytest.fixture
def threads():
    """Put the number of threads back that this process had."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(("wish", "expected"), [(None, 1), ("", 1), ("2", 2)])
def test_the_threads_of_a_cpu_are_chosen_and_said(monkeypatch, threads, wish, expected):
    monkeypatch.delenv("COURSE_THREADS", raising=False)
    if wish is not None:
        monkeypatch.setenv("COURSE_THREADS", wish)
    hardware = choose_hardware("cpu")
    assert torch.get_num_threads() == expected and hardware.name.startswith(f"{expected} CPU thread")


@pytest.mark.parametrize("wish", ["0", "-1", "two", "1.5", " "])
def test_an_impossible_number_of_threads_is_a_sentence(monkeypatch, wish):
    monkeypatch.setenv("COURSE_THREADS", wish)
    with pytest.raises(ValueError, match=f"COURSE_THREADS is {wish!r}: set it to a whole number"):
        choose_hardware("cpu")


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_synchronise_waits_for_the_device_it_names(monkeypatch, kind):
    waited = []
    monkeypatch.setattr(torch.cuda, "synchronize", lambda device: waited.append("cuda"))
    monkeypatch.setattr(torch.mps, "synchronize", lambda: waited.append("mps"))
    Hardware(torch.device("cpu"), "the CPU").synchronise()
    assert waited == []
    Hardware(torch.device(kind), "a GPU").synchronise()
    assert waited == [kind]


@pytest.mark.parametrize("kind", ["cuda", "mps", "cpu"])
def test_the_choice_says_device_precision_and_version(machine, kind):
    machine(cuda=True, mps=True)
    said = str(choose_hardware(kind))
    assert f"device {kind!r}" in said
    assert ("bfloat16" if kind == "cuda" else "float32") in said
    assert torch.__version__ in said


def test_compiling_keeps_the_precision_without_advice(monkeypatch):
    advice = "TensorFloat32 tensor cores for float32 matrix multiplication available but not enabled. Consider setting"

    def compile(network):
        warnings.warn(advice, stacklevel=1)
        warnings.warn("something else", stacklevel=1)
        return network

    monkeypatch.setattr(torch, "compile", compile)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        network = torch.nn.Linear(2, 2)
        assert compiled(network) is network
    assert [str(warning.message) for warning in told] == ["something else"]


def test_networks_of_more_kinds_than_pytorch_compiles_by_itself_are_compiled(monkeypatch):
    """Lab 1 has ten kinds of one class; after eight PyTorch goes on without compiling, and says so on stderr only."""
    counts, compiling = torch._dynamo.utils.counters["frames"], torch.compile
    monkeypatch.setattr(torch, "compile", lambda network: compiling(network, backend="eager"))
    before = counts["ok"]
    for depth in range(1, 12):
        compiled(Chain(depth))(torch.ones(2, 2))
    assert counts["ok"] - before == 11


class Chain(torch.nn.Module):
    """`depth` layers in a row: one class, as many programs as depths."""

    def __init__(self, depth):
        super().__init__()
        self.layers = torch.nn.ModuleList(torch.nn.Linear(2, 2) for _ in range(depth))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
