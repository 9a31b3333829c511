"""The panels of chapter 2: what each shows, held against an independent source. What holds for all: test_laws.py."""

import functools

import pytest
import torch

from course_utils.data import digits
from course_utils.gradients.gated_stacks import lstm_flow
from course_utils.gradients.random_stacks import gradient_flow
from course_utils.gradients.shortcut_shares import utilisation
from course_utils.gradients.transformers import attention_flows
from course_utils.networks.streams import mixed
from course_utils.panels import gradient_highways as panels
from course_utils.panels.sweep import sweep
from course_utils.signals.relu_places import PLACEMENTS, stream
from tests.panels.conftest import as_made, numbers


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def flows(data):
    return attention_flows(data.train_inputs[:4], data.train_labels[:4])


@pytest.fixture(scope="module")
def make(flows, data):
    """A function from a panel's name and scale to the panel, each made once."""
    needs = {"norm_places": (flows,), "thousand_blocks": (data,)}
    made = functools.cache(lambda name, scale: getattr(panels, name)(*needs.get(name, ()), scale=scale))
    return lambda name, scale="page": as_made(made(name, scale))


# What each shows


@pytest.mark.parametrize(
    ("name", "settings", "titles"),
    [
        ("gradient_flow_explorer", {"initialisation": "PyTorch default"}, ["The gradient vanishes: 2.3·10⁻²⁰"]),
        ("gradient_flow_explorer", {"initialisation": "He"}, ["The gradient arrives"]),
        ("gradient_flow_explorer", {"initialisation": "He", "norm": "batch"}, ["The gradient explodes"]),
        ("activation_places", {"focus": "post-activation"}, ["The mean ends at 5.", "50% of $x_1$ is zero"]),
        ("activation_places", {"focus": "pre-activation"}, ["The mean ends at −0.", "0% of $x_1$ is zero"]),
        ("shortcut_variants", {"strength": 1.0, "kind": "scale"}, ["Per block, 88% by S(x)"]),
        ("gates", {"bias": -6, "kind": "highway, in depth", "steps": 50}, ["More than half arrives"]),
        ("gates", {"bias": 0, "kind": "highway, in depth", "steps": 50}, ["Half gone in 3 layers"]),
        (
            "bound_explorer",
            {"branches": "all shrink, J = -r I", "depth": 30, "r": 0.2},
            ["At most 237; there is 0.00124"],
        ),
        ("norm_places", {"depth": 10}, ["No skip: 1", "No skip: rows collapse"]),
    ],
)
def test_titles_state_what_is_seen(make, name, settings, titles):
    panel = make(name)
    panel.show(**settings)
    seen = panel.picture.artists.get("titles") or [panel.picture.artists["title"]]
    for title, expected in zip(seen, titles, strict=True):
        assert title.get_text().startswith(expected)


def test_gradient_flow_says_the_factor_of_a_block(make):
    panel = make("gradient_flow_explorer")
    panel.show(architecture="plain, F", depth=40, initialisation="He", activation="none", norm="none")
    expected = gradient_flow("plain, F", 40, "He", "none").states[0].item() ** (1 / 40)
    assert numbers(panel.text)[-1] == pytest.approx(expected, abs=0.01)
    curve = panel.show(gradient="weights").data
    assert torch.equal(curve.sizes(curve.chosen), gradient_flow("plain, F", 40, "He", "none").weights)


@pytest.mark.parametrize("branches", panels.TURNS)
@pytest.mark.parametrize("r", [0.1, 0.95, 1.5])
def test_every_branch_has_norm_r_and_stays_between_the_bounds(make, branches, r):
    data = make("bound_explorer").show(depth=20, r=r, branches=branches).data
    assert (data.lower <= data.least + 1e-12).all() and (data.largest <= data.upper * (1 + 1e-12)).all()
    if branches.startswith("all shrink"):
        torch.testing.assert_close(data.largest, abs(1 - r) ** torch.arange(21.0).double())
    if branches.startswith("all grow"):
        torch.testing.assert_close(data.least, data.upper)
    if branches.startswith("all turn"):  # a skew J stretches every vector: |(I + J) v| >= |v|
        assert data.least.min() > 1 - 1e-12


@pytest.mark.parametrize("focus", PLACEMENTS)
def test_places_show_the_stream_of_their_control_and_its_diagram_alone(make, focus):
    panel = make("activation_places").show(focus=focus, depth=20, gain=0.5)
    assert numbers(panel.text)[1] == pytest.approx(stream(focus, 20, 0.5).mean[-1].item(), abs=0.06)
    blocks = panel.picture.artists["blocks"]
    assert [name for name, parts in blocks.items() if parts[0].get_visible()] == [focus]


def test_shortcuts_give_the_product(make):
    panel = make("shortcut_variants").show(kind="scale", strength=0.8, depth=30)
    assert panel.data.utilisation.skips[0].item() == pytest.approx(0.8**30)
    expected = utilisation("gate", 30, bias=-2.0)
    assert torch.equal(panel.show(kind="gate", bias=-2).data.utilisation.total, expected.total)


def test_gates_show_the_lstm_of_their_control(make):
    panel = make("gates").show(kind="LSTM, in time", bias=3, steps=20)
    assert torch.equal(panel.data.flow.total, lstm_flow(3, 20).total)
    assert panel.show(kind="LSTM of 1997, in time").data.flow.direct.eq(1).all() and "no forget gate" in panel.text


def test_norms_are_those_of_their_control(make, flows):
    panel = make("norm_places").show(depth=24, gain=2.0, gradient="weights")
    assert panel.data.sizes("post-norm") is flows["post-norm", 24, 2.0].weights


# A thousand blocks


def test_the_race_begins_empty_and_runs_to_the_end(data):
    panel = panels.thousand_blocks(data)
    assert panel.long and panel.data is None and "Run" in panel.text
    empty = panel.png
    panel.run(blocks="10 blocks")
    assert panel.error == "" and panel.data.step == panel.data.steps and panel.png != empty
    said, _, settings = panel.text.partition(" (")  # the settings of the run stand behind what it found
    assert numbers(said)[-1] > 60 and panel.data.lanes["residual"].recent() > 0.6 and "10 blocks" in settings
    again = panels.thousand_blocks(data, initial=panel.data)
    assert again.text.startswith(said)


def test_the_race_can_be_stopped(data):
    panel = panels.thousand_blocks(data)
    panel._start()
    panel.work.stop()
    assert panel.work.wait(60) and panel.data is not None and panel.data.step < panel.data.steps


@pytest.mark.parametrize("blocks", panels.BLOCKS)
def test_every_depth_can_take_its_first_steps(data, blocks):
    panel = panels.thousand_blocks(data)
    for _, found, png in sweep(panel, steps=1):
        assert found.step == 1 and png[:4] == b"\x89PNG"
        break
    panel.show(blocks=blocks)
    assert panel.parameters["blocks"] == blocks


def test_twins_start_from_the_same_weights():
    plain, residual = panels.twins(5).values()
    assert torch.equal(plain.weights, residual.weights) and plain.skip == 0 and residual.skip == 1


# The frontier: streams that are mixed


def test_stream_mixings_draws_the_products_of_the_network_s_own_matrices(make):
    panel = make("stream_mixings")
    for kind, title in (("free", "Gain 1,500"), ("doubly stochastic", "Gain 1.0"), ("rotations", "Gain 1.8")):
        shown = panel.compute(kind=kind, noise=0.3, depth=64)
        panel.picture.frame(shown)
        raw = torch.eye(4).double() + 0.3 * torch.randn(
            64, 4, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64
        )
        product = torch.linalg.multi_dot([*mixed(raw, kind).flip(0)])
        assert shown.stacks[0].gain[-1].item() == pytest.approx(product.abs().sum(1).max().item())
        assert panel.picture.artists["gain_title"].get_text() == title
    assert panel.picture.artists["second_title"].get_text().startswith("Streams stay apart")
    torch.testing.assert_close(
        torch.as_tensor(panel.picture.artists["gain"][0].get_ydata()), shown.stacks[0].gain.clamp(0.3, 1e7)
    )


def test_stream_mixings_of_one_block_without_noise_do_nothing_to_free_streams(make):
    shown = make("stream_mixings").compute(kind="free", noise=0.0, depth=1)
    assert shown.median("gain").tolist() == [1.0, 1.0] == shown.median("second").tolist()
