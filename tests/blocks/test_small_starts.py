"""Small starts: which is the identity at the start, what each keeps alike, what receives a gradient."""

import pytest
import torch
from torch import nn

from course_utils.blocks.small_starts import STARTS, LearnedBias, LearnedFactor, SmallStartBlock
from course_utils.networks.staged import count_parameters, seeded

ZERO = ("zero layer", "zero scalar", "Fixup")
every_start = pytest.mark.parametrize("start", STARTS)


def block(start, depth=9):
    with seeded(0):
        return SmallStartBlock(6, start, depth)


def inputs():
    return torch.randn(40, 6, generator=torch.Generator().manual_seed(1))


@every_start
def test_shape_and_the_addition(start):
    x = inputs()
    made = block(start)
    torch.testing.assert_close(made(x), x + made.residual(x))


@every_start
def test_who_starts_as_the_identity(start):
    x = inputs()
    difference = (block(start)(x) - x).abs().max()
    assert difference == 0 if start in ZERO else difference < 1e-3 if start == "LayerScale" else difference > 0.5


@every_start
def test_all_draw_the_same_first_layer(start):
    layers = [[m for m in block(s).modules() if isinstance(m, nn.Linear)] for s in (start, "full size")]
    own, plain = (layer.weight for layer, _ in layers)
    torch.testing.assert_close(own, plain / 3 if start == "Fixup" else plain)


def test_what_each_adds_to_the_parameters():
    extra = {start: count_parameters(block(start)) - 2 * 36 for start in STARTS}
    assert extra == {
        "full size": 0,
        "batch norm": 24,
        "LayerScale": 30,
        "zero layer": 0,
        "zero scalar": 1,
        "Fixup": 4 + 1,
    }


@pytest.mark.parametrize(
    ("start", "moves", "waits"), [("zero scalar", (1,), (36,)), ("zero layer", (36,), ())], ids=("scalar", "layer")
)
def test_what_a_zero_start_moves_first(start, moves, waits):
    made = block(start)
    made(inputs()).square().sum().backward()
    touched = [p.numel() for p in made.parameters() if p.grad.abs().max() > 0]
    assert len(touched) == 1 and touched[0] in moves
    assert all(p.grad.abs().max() == 0 for p in made.parameters() if p.numel() in waits)


def test_the_learned_parts_and_an_unknown_start():
    x = inputs()
    torch.testing.assert_close(LearnedFactor(1, 2.0)(x), 2 * x)
    torch.testing.assert_close(LearnedBias()(x), x)
    assert "6 learned" in str(LearnedFactor(6))
    with pytest.raises(ValueError, match="No start is called 'half'"):
        SmallStartBlock(4, "half")
