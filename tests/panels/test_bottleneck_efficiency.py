"""The panels of chapter 3: each swept over its whole range, and what each shows held against an independent source."""

import functools
import inspect
import re
import statistics
import time

import matplotlib
import pytest
import torch
import torchvision

from course_utils.blocks import BottleneckBlock, DenseBlock, ResidualBlock, squeezed
from course_utils.cost.counting import count
from course_utils.cost.roofline import BLOCKS, Machine, Spot
from course_utils.networks.imagenet import NAMES
from course_utils.networks.staged import count_parameters
from course_utils.panels import bottleneck_efficiency as panels
from course_utils.panels.sweep import sweep

every_panel = pytest.mark.parametrize("name", panels.PANELS)
TOY = Machine(peak=1e11, bandwidth=1e10, name="toy")
SPOTS = [
    Spot(block, channels, size, 4, 10**7 * channels, 10**6 * size, 1e-3 * (place + 1), 2e-3 * channels)
    for place, block in enumerate(BLOCKS)
    for channels in (16, 64)
    for size in (8, 32)
]


@pytest.fixture(scope="module")
def make():
    """A function from a panel's name and scale to the panel, each made once; the roofline with spots of our own."""
    needs = {"roofline": (TOY, SPOTS)}
    return functools.cache(lambda name, scale="page": getattr(panels, name)(*needs.get(name, ()), scale=scale))


def numbers(sentence):
    """The numbers in a readout, in their order."""
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\.?\d*", sentence)]


# All of them


def test_panels_names_every_factory_and_needs_no_arguments():
    made_elsewhere = {"machine", "survey"}
    public = {name for name, thing in vars(panels).items() if inspect.isfunction(thing) and name[0] != "_"}
    assert public - made_elsewhere == set(panels.PANELS) <= set(panels.__all__)
    for make_it in panels.PANELS.values():
        assert all(p.default is not p.empty for p in inspect.signature(make_it).parameters.values())


def test_the_bench_gets_a_roofline_that_is_measured():
    panel = panels.PANELS["roofline"]()
    assert panel.error == "" and panel.data.machine.ridge > 1


@every_panel
def test_a_panel_follows_the_hand(make, name):
    """Under 20 ms of one core for what is not remembered, so that the budget of `make bench` holds."""
    panel, taken = make(name), []
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    begin = {control.name: control.value for control in panel.controls.values()}
    try:
        for control in panel.controls.values():
            for value in control.samples(4):
                start = time.thread_time()
                panel.compute(**begin | {control.name: value})
                taken.append(time.thread_time() - start)
    finally:
        torch.set_num_threads(threads)
    assert statistics.median(taken) < 0.020


@every_panel
def test_the_whole_range_can_be_drawn_and_the_axes_stay(make, name):
    panel, pictures, seen, count = make(name), set(), set(), 0
    for parameters, data, png in sweep(panel, values_per_control=3):
        count += 1
        pictures.add(png)
        assert png[:8] == b"\x89PNG\r\n\x1a\n" and len(png) > 10_000
        said = panel.readout(data)
        assert said and "\n" not in said and len(said) < 250 and "inf" not in said and "nan" not in said, parameters
        seen.add(
            tuple(
                (*axes.get_xlim(), *axes.get_ylim(), *axes.get_position().bounds) for axes in panel.picture.figure.axes
            )
        )
    assert count >= 12 and len(pictures) > count / 5 and len(seen) == 1


@every_panel
def test_the_projected_panel_draws_as_well(make, name):
    page, projected = make(name), make(name, "projected")
    assert projected.picture.width > page.picture.width
    assert projected.picture.frame(projected.data)[:4] == b"\x89PNG" and projected.error == ""


@every_panel
def test_a_panel_opens_without_an_error_and_says_its_numbers(make, name):
    panel = make(name)
    assert panel.error == "" and numbers(panel.text)
    assert len(panel.in_sight) <= 3


@every_panel
def test_nothing_outside_is_changed(name):
    before = matplotlib.rcParams["font.size"], torch.get_rng_state(), torch.is_grad_enabled()
    getattr(panels, name)(*((TOY, SPOTS) if name == "roofline" else ()))
    assert matplotlib.rcParams["font.size"] == before[0] and torch.equal(torch.get_rng_state(), before[1])
    assert torch.is_grad_enabled() == before[2]


# What each shows


@pytest.mark.parametrize("squeeze", [False, True])
@pytest.mark.parametrize(("c_in", "mid", "out", "groups"), [(64, 32, 64, 1), (64, 64, 128, 8), (256, 64, 256, 1)])
def test_the_designer_counts_what_the_block_costs(make, c_in, mid, out, groups, squeeze):
    data = make("block_designer").show(c_in=c_in, mid=mid, out=out, groups=groups, resolution=14, squeeze=squeeze).data
    block = BottleneckBlock(c_in, mid, out, shortcut="projection", groups=groups)
    block = squeezed(block, out) if squeeze else block
    for spent, module in ((data.spent(), block), (data.of_basic(), ResidualBlock(c_in, out, shortcut="projection"))):
        cost = count(module, (1, c_in, 14, 14))
        assert spent["parameters"] == cost.parameters and spent["multiply-adds"] == cost.multiply_adds
        assert 4 * spent["memory kept"] == pytest.approx(cost.activation_bytes, rel=0.03)
    assert numbers(make("block_designer").text)[0] == data.spent()["parameters"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("resnet18", {"block": "basic", "stage1": 2, "stage2": 2, "stage3": 2, "stage4": 2}),
        ("resnet34", {"block": "basic"}),
        ("resnet50", {}),
        ("resnet101", {"stage3": 23}),
        ("resnet152", {"stage2": 8, "stage3": 36}),
        ("resnext50_32x4d", {"width": 128, "groups": 32}),
        ("wide_resnet50_2", {"width": 128}),
    ],
)
def test_the_configurator_knows_the_networks_of_torchvision(make, name, settings):
    panel = make("network_configurator").reset().show(**settings)
    with torch.device("meta"):
        theirs = count_parameters(getattr(torchvision.models, name)())
    assert panel.text.startswith(f"{NAMES[name]}:") and sum(panel.data.parameters) == theirs
    assert f"{theirs:,}" in panel.text


def test_the_configurator_does_not_name_what_has_no_name(make):
    panel = make("network_configurator").reset().show(stage3=7)
    assert panel.text.startswith("A network of 53 weight layers")


def test_the_roofline_shows_the_spot_of_its_controls(make):
    panel = make("roofline").show(block="basic", channels=64, resolution=32)
    spot = panel.data.spot
    assert (spot.block, spot.channels, spot.resolution) == ("basic", 64, 32)
    assert panel.picture.artists["spot"].get_data() == ([spot.intensity], [spot.rate])
    assert numbers(panel.text)[-2:] == [1e3 * spot.predicted, 1e3 * spot.measured] and "by computing" in panel.text
    assert "by fetching" in panel.show(channels=16).text


@pytest.mark.parametrize("currency", ["parameters", "multiply-adds"])
def test_budgets_are_equal_in_what_they_say(make, currency):
    data = make("equal_budget").show(currency=currency, blocks=9, width=32).data
    assert all(0.8 < spent[currency] < 1.25 for spent in data.spent.values())
    memory = {kind: 4 * design.kept() for kind, design in data.designs.items()}
    for kind, design in data.designs.items():
        found = count(design.build(), (1, 3, design.resolution, design.resolution)).activation_bytes
        assert memory[kind] == pytest.approx(found, rel=0.04)


@pytest.mark.parametrize(("layers", "growth"), [(3, 8), (12, 16)])
def test_dense_memory_is_what_a_dense_block_keeps(make, layers, growth):
    data = make("dense_memory").show(layers=layers, growth=growth, resolution=16, batch=8).data
    with torch.device("meta"):
        blocks = [DenseBlock(2 * growth, layers, growth, checkpointed) for checkpointed in (False, True)]
        channels = data.residual_channels
        stack = torch.nn.Sequential(*(BottleneckBlock(channels, channels // 4, channels) for _ in range(layers)))
    shown = data.dense[-1], data.checkpointed[-1], data.residual[-1]
    for module, megabytes, entering in zip((*blocks, stack), shown, (2 * growth, 2 * growth, channels), strict=True):
        cost = count(module, (8, entering, 16, 16))
        assert 1e6 * megabytes == pytest.approx(cost.activation_bytes, rel=0.03)
    assert count_parameters(blocks[0]) == data.parameters
    assert count_parameters(stack) == pytest.approx(data.parameters, rel=0.2)
