"""The panels of chapter 3: what each shows, held against an independent source. What holds for all: test_laws.py."""

import functools

import pytest
import torch
import torchvision

from course_utils.blocks import BottleneckBlock, DenseBlock, ResidualBlock, squeezed
from course_utils.cost.counting import count
from course_utils.networks.imagenet import NAMES
from course_utils.networks.staged import count_parameters
from course_utils.panels import bottleneck_efficiency as panels
from tests.panels.conftest import FILLINGS, SPOTS, TOY, as_made, numbers


@pytest.fixture(scope="module")
def make():
    """A function from a panel's name and scale to the panel, each made once; the roofline with spots of our own."""
    needs = {"roofline": (TOY, SPOTS), "device_filling": (FILLINGS,)}
    made = functools.cache(lambda name, scale: getattr(panels, name)(*needs.get(name, ()), scale=scale))
    return lambda name, scale="page": as_made(made(name, scale))


def test_the_bench_gets_a_roofline_that_is_measured():
    panel = panels.PANELS["roofline"]()
    assert panel.error == "" and panel.data.machine.ridge > 1


def test_the_bench_gets_fillings_that_are_measured():
    panel = panels.PANELS["device_filling"]()
    assert panel.error == "" and panel.data.filling.seconds > 0


# What each shows


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda filling: f"{filling.networks}x{filling.batch}")
def test_the_filling_is_that_of_its_controls(make, filling):
    panel = make("device_filling").show(networks=filling.networks, batch=filling.batch)
    assert panel.data.filling is filling and panel.data.first is FILLINGS[0]
    places, seconds = panel.picture.artists["times"].get_data()
    assert list(places) == [filling.floor, filling.seconds, filling.launched] and list(seconds) == [0, 1, 2]
    ((place,), (speed,)) = panel.picture.artists["speed"].get_data()
    assert FILLINGS[place] is filling and speed == filling.images_a_second / 1000
    said = numbers(panel.text)
    assert said[:3] == [filling.networks, filling.batch, filling.operators]
    times = filling.images_a_second / FILLINGS[0].images_a_second
    assert said[-2:] == [round(filling.images_a_second), pytest.approx(times, abs=0.05)]


@pytest.mark.parametrize("squeeze", [False, True])
@pytest.mark.parametrize(("c_in", "mid", "out", "groups"), [(64, 32, 64, 1), (64, 64, 128, 8), (256, 64, 256, 1)])
def test_the_designer_counts_what_the_block_costs(make, c_in, mid, out, groups, squeeze):
    panel = make("block_designer").show(c_in=c_in, mid=mid, out=out, groups=groups, resolution=14, squeeze=squeeze)
    data = panel.data
    block = BottleneckBlock(c_in, mid, out, shortcut="projection", groups=groups)
    block = squeezed(block, out) if squeeze else block
    for spent, module in ((data.spent(), block), (data.of_basic(), ResidualBlock(c_in, out, shortcut="projection"))):
        cost = count(module, (1, c_in, 14, 14))
        assert spent["parameters"] == cost.parameters and spent["multiply-adds"] == cost.multiply_adds
        assert 4 * spent["memory kept"] == pytest.approx(cost.activation_bytes, rel=0.03)
    assert numbers(panel.text)[0] == data.spent()["parameters"]


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
    panel = make("network_configurator").show(**settings)
    with torch.device("meta"):
        theirs = count_parameters(getattr(torchvision.models, name)())
    assert panel.text.startswith(f"{NAMES[name]}:") and sum(panel.data.parameters) == theirs
    assert f"{theirs:,}" in panel.text


def test_the_configurator_does_not_name_what_has_no_name(make):
    panel = make("network_configurator").show(stage3=7)
    assert panel.text.startswith("A network of 53 weight layers")


def test_the_roofline_shows_the_spot_of_its_controls(make):
    panel = make("roofline").show(block="basic", channels=64, resolution=32)
    spot = panel.data.spot
    assert (spot.block, spot.channels, spot.resolution) == ("basic", 64, 32)
    assert panel.picture.artists["spot"].get_data() == ([spot.intensity], [spot.rate])
    said = pytest.approx(numbers(panel.text)[-2:], rel=0.005)
    assert said == [1e3 * spot.predicted, 1e3 * spot.measured] and "by computing" in panel.text
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


# The frontier: early exits


def test_a_threshold_sends_home_whom_it_says_and_lots_send_as_many():
    panel = panels.PANELS["early_exits"]()
    shares = {}
    for rule in ("who is sure", "drawn at random"):
        shown = panel.show(network="trained with exits", threshold=0.6, rule=rule).data
        shares[rule] = shown.right + shown.wrong
        assert shares[rule].sum().item() == pytest.approx(1)
        assert shown.right.sum().item() == pytest.approx(shown.accuracy)
        early, depth, blocks, accuracy, last = numbers(panel.text)
        assert blocks == 4 and depth == pytest.approx((shares[rule] @ torch.arange(1.0, 5).double()).item(), abs=0.01)
        assert [early, accuracy, last] == pytest.approx(
            [100 * (1 - shares[rule][-1].item()), 100 * shown.accuracy, 100 * shown.fixed[-1]], abs=0.6
        )
    torch.testing.assert_close(*shares.values())


def test_nobody_leaves_early_at_certainty_and_all_do_at_once_without_a_threshold():
    panel = panels.PANELS["early_exits"]()
    certain = panel.show(network="its head alone", threshold=1.0, rule="who is sure").data
    assert certain.depth > 3.9 and certain.accuracy == pytest.approx(certain.fixed[-1], abs=0.02)
    assert panel.show(network="its head alone", threshold=0.2, rule="who is sure").data.depth < 1.2
