"""The panels of chapter 1: what each shows, held against an independent source. What holds for all: test_laws.py."""

import functools
import itertools
import math

import numpy as np
import pandas
import pytest
import torch

from course_utils.data import digits
from course_utils.figures import COLOURS
from course_utils.networks.staged import ResidualMLP, seeded
from course_utils.panels import residual_mathematics as panels
from course_utils.panels.sweep import points, sweep
from course_utils.panels.words import number
from course_utils.signals.propagation import RULES, propagate
from course_utils.signals.twin_fits import BENDS, BLOCKS, fit_twins
from course_utils.signals.variation import total_variation
from tests.panels.conftest import numbers


@pytest.fixture(scope="module")
def fits():
    return {blocks: fit_twins(blocks) for blocks in BLOCKS}


@pytest.fixture(scope="module")
def data():
    return digits()


@pytest.fixture(scope="module")
def network():
    """The one that `PANELS` looks at."""
    with seeded(3):
        return ResidualMLP(8, 32)


@pytest.fixture(scope="module")
def make(pictures):
    """A function from a panel's name and scale to the panel with small data, each made once."""
    return functools.partial(pictures, "residual_mathematics")


# Fitting the identity


def test_identity_fit_shows_the_fit_of_its_controls(fits):
    panel = panels.identity_fit(fits)
    assert "5 seeds" in panel.picture.figure.axes[1].get_title("left")
    for parameters, data, _ in sweep(panel, values_per_control=4):
        fit = fits[parameters["blocks"]][parameters["bend"]]
        assert data.fit is fit and data.step == parameters["step"]
        drawn = {name: panel.picture.artists[name].get_ydata() for name in ("target", "plain", "residual")}
        np.testing.assert_allclose(drawn["target"], fit.target)
        np.testing.assert_allclose(drawn["plain"], fit.outputs[data.step, 0])
        np.testing.assert_allclose(drawn["residual"], fit.outputs[data.step, 1])
        assert panel.picture.artists["now"].get_xdata()[0] == data.step
        plain, residual = numbers(panel.readout(data))[-2:]
        assert plain == pytest.approx(float(fit.errors[data.step, 0].median()), rel=0.06)
        assert residual == pytest.approx(float(fit.errors[data.step, 1].median()), rel=0.06)


@pytest.mark.parametrize("seeds", [1, 5])
def test_identity_fit_offers_what_it_is_given(seeds):
    bends = (0.1, 0.3, 0.9)
    panel = panels.identity_fit({blocks: fit_twins(blocks, bends, steps=7, seeds=seeds) for blocks in (2, 3)})
    assert panel.error == ""
    assert panel.controls["blocks"].options == (2, 3) and panel.controls["bend"].options == bends
    assert panel.controls["step"].maximum == 7
    axes = panel.picture.figure.axes[1]
    assert f"{seeds} seed" in axes.get_title("left")
    curves = panel.picture.artists["residual errors"]
    assert len(curves) == seeds
    errors = panel(blocks=3, bend=0.9).data.fit.errors[:, 1]
    for seed, curve in enumerate(curves):
        np.testing.assert_allclose(curve.get_ydata(), errors[:, seed])


def test_what_identity_fit_draws_lies_within_its_axes(fits):
    """At the end of training; early on, a plain stack may lie anywhere."""
    for blocks in BLOCKS:
        for bend in BENDS:
            fit = fits[blocks][bend]
            assert float(fit.outputs[-1].abs().max()) < 2.2
            assert 1e-6 < float(fit.errors[-1].median()) < 30 or bend == 0


# The telescope


def test_the_telescopes_bars_add_up_to_the_networks_own_logit(make, network, data):
    """In float64, through `forward` of every shorter network: stem, the first l blocks, head."""
    panel = make("telescope")
    exact = ResidualMLP(8, 32).double()
    exact.load_state_dict(network.double().state_dict())
    network.float()
    for parameters, shown, _ in sweep(panel, values_per_control=4):
        start, end = sorted((parameters["start"], parameters["end"]))
        image = data.test_inputs[data.test_labels == shown.digit][:1].double()
        torch.testing.assert_close(shown.image, image[0])
        x = exact.stem(image)
        for block in exact.blocks[:end]:
            x = block(x)
        logit = (exact.head(x) - exact.head.bias)[0, shown.digit].item()
        assert shown.reached == pytest.approx(logit, abs=1e-9)
        assert shown.base + float(shown.steps.sum()) == pytest.approx(logit, abs=1e-9)
        assert (shown.start, shown.end, len(shown.steps), shown.digit) == (start, end, end - start, parameters["digit"])
        assert shown.scores[end].item() == pytest.approx(logit, abs=1e-9)
        np.testing.assert_allclose(panel.picture.artists["states"].get_ydata(), shown.scores)


def test_the_telescopes_full_length_is_the_logit_of_the_network(make, network, data):
    panel = make("telescope")
    shown = panel.compute(0, 8, 5)
    image = data.test_inputs[data.test_labels == 5][:1]
    assert shown.reached == pytest.approx((network(image)[0, 5] - network.head.bias[5]).item(), abs=1e-4)


def test_the_telescopes_bars_stand_on_each_other(make):
    panel = make("telescope")
    shown = panel.compute(2, 6, 3)
    panel.picture.frame(shown)
    bars = [bar for bar in panel.picture.artists["steps"] if bar.get_visible()]
    level = panel.picture.artists["base"].get_height()
    assert level == pytest.approx(shown.base) and len(bars) == 4
    for bar, place in zip(bars, (2.5, 3.5, 4.5, 5.5), strict=True):
        assert bar.get_x() + bar.get_width() / 2 == pytest.approx(place)
        assert bar.get_y() == pytest.approx(level)
        level += bar.get_height()
    assert level == pytest.approx(shown.reached)


def test_the_telescope_says_its_sum(make):
    panel = make("telescope")
    said = numbers(panel.readout(panel.compute(1, 7, 4)))
    shown = panel.compute(1, 7, 4)
    assert said[-4] == pytest.approx(float(shown.steps.sum()), abs=0.006) and said[-1] < 1e-9
    assert "nothing to add" in panel.readout(panel.compute(4, 4, 0))
    assert panel.readout(panel.compute(6, 2, 1)) == panel.readout(panel.compute(2, 6, 1))


def test_the_telescope_leaves_the_network_alone(network, data):
    before, dtype = network.training, network.head.weight.dtype
    panels.telescope(network, data)
    assert (network.training, network.head.weight.dtype) == (before, dtype)


# Corrections


def test_a_correction_helps_exactly_above_the_line_and_inside_the_disc(make):
    panel = make("correction_arrows")
    seen = set()
    for ratio in np.arange(0, 3.01, 0.25):
        for angle in range(-180, 181, 15):
            shown = panel.compute(float(ratio), angle)
            found, tip = shown.result, shown.step.double()
            inside = float((tip - torch.tensor([1.0, 0.0])).norm())
            if abs(inside - 1) > 1e-5:  # on the circle itself rounding decides
                assert found.helps == (inside < 1) == (found.cosine > ratio / 2)
                seen.add(found.helps)
            if ratio:
                assert found.cosine == pytest.approx(math.cos(math.radians(angle)), abs=1e-6)
            assert found.after == pytest.approx(inside, abs=1e-6) and found.before == 1
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("ratio", "angle", "said"),
    [(1.0, 0, "The error falls"), (1.0, 90, "does not fall"), (3.0, 0, "does not fall"), (0.0, 0, "undefined (F = 0)")],
)
def test_the_correction_says_whether_it_helps(make, ratio, angle, said):
    panel = make("correction_arrows")
    assert said in panel.readout(panel.compute(ratio, angle))


def test_the_arrow_and_the_point_are_where_the_numbers_say(make):
    panel = make("correction_arrows")
    shown = panel.compute(1.5, 60)
    panel.picture.frame(shown)
    tip = np.array([panel.picture.artists["branch"].get_xdata()[1], panel.picture.artists["branch"].get_ydata()[1]])
    np.testing.assert_allclose(tip, [0.75, 1.5 * math.sin(math.pi / 3)], atol=1e-6)
    low, high = panel.picture.figure.axes[0].get_xlim()
    assert low < -3 and high > 3  # room for the longest, to every side
    assert panel.picture.figure.axes[0].get_ylim() == (low, high)
    left = np.stack(panel.picture.artists["left"].get_data(), 1)
    np.testing.assert_allclose(left, [tip, [1, 0]], atol=1e-6)
    np.testing.assert_allclose(np.ravel(panel.picture.artists["point"].get_data()), [1.5, 0.5], atol=1e-6)


@pytest.mark.parametrize(
    ("hand", "ratio", "angle"),
    [((0.5, 0.5), 0.7, 45), ((-1.0, 0.0), 1.0, 180), ((3.3, -3.3), 3.0, -45), ((0.0, 0.01), 0.0, 90)],
)
def test_the_arrow_follows_the_hand(make, hand, ratio, angle):
    panel = make("correction_arrows")
    panel.picture.widget.asked = [*hand, 1.0]
    assert panel.parameters["ratio"] == pytest.approx(ratio) and panel.parameters["angle"] == angle
    tip = [ratio * math.cos(math.radians(angle)), ratio * math.sin(math.radians(angle))]
    assert panel.picture.widget.place == pytest.approx(tip, abs=1e-6)


# Scaling rules


def test_scaling_rules_show_what_propagation_measures(make):
    panel = make("scaling_rules")
    for parameters, shown, _ in sweep(panel, values_per_control=3):
        width, samples = 64, 8
        expected = propagate(parameters["depth"], width, parameters["gain"], samples)[parameters["focus"]]
        size, cosine = panel.picture.artists["focus"]
        np.testing.assert_allclose(cosine.get_ydata(), expected.cosine)
        np.testing.assert_allclose(size.get_ydata(), expected.size.clamp(1e-12, 1e12))
        assert size.get_xdata()[-1] == 1 and len(size.get_xdata()) == parameters["depth"] + 1
        legend = [text.get_text() for text in panel.picture.artists["legend"].get_texts()]
        assert parameters["focus"] == shown.focus and parameters["focus"] in legend
        said = [axes.get_title("left") for axes in panel.picture.figure.axes]
        says = finding_of_input(float(expected.cosine[-1])).replace("-", "−")
        assert said == [finding_of_size(float(expected.size[-1])), says]


def finding_of_size(factor):
    if 0.25 <= factor <= 4:
        return f"Size stays: × {number(factor)}"
    return f"Size grows: × {number(factor)}" if factor > 1 else f"Size shrinks: × {number(factor)}"


def finding_of_input(cosine):
    if cosine > 0.5:
        return f"Input kept: cosine {cosine:z.2f}"
    return f"Input fades: cosine {cosine:z.2f}" if cosine > 0.2 else f"Input lost: cosine {cosine:z.2f}"


@pytest.mark.parametrize(
    ("depth", "gain", "focus", "titles"),
    [
        (100, 1.0, "x + f", ("Size grows", "Input lost")),
        (1, 1.0, "x + f", ("Size stays", "Input kept")),
        (10, 0.2, "x + f", ("Size stays", "Input kept")),
        (100, 0.2, "x/L + f", ("Size shrinks", "Input lost")),
        (100, 1.0, "x + f/sqrt(L)", ("Size stays", "Input kept")),
        (100, 1.6, "sqrt(1-1/L) x + f/sqrt(L)", ("Size stays", "Input fades")),
    ],
)
def test_scaling_rules_say_what_becomes_of_the_rule_in_blue(make, depth, gain, focus, titles):
    panel = make("scaling_rules")
    panel(depth=depth, gain=gain, focus=focus)
    said = [axes.get_title("left").split(":")[0] for axes in panel.picture.figure.axes]
    assert tuple(said) == titles


def test_scaling_rules_say_when_the_skip_is_gone(make):
    panel = make("scaling_rules")
    assert panel.readout(panel.compute(100, 1.0, "x/L + f")).endswith("along the skips 10⁻²⁰⁰.")
    assert panel.readout(panel.compute(100, 1.0, "f (plain)")).endswith("along the skips 0.")
    assert panel.readout(panel.compute(100, 1.0, "x + f/sqrt(L)")).endswith("along the skips 1.00.")
    assert set(panel.controls["focus"].options) == set(RULES)


# Total variation


def test_total_variation_lies_between_its_bounds(make):
    panel = make("variation_bound")
    for parameters in points(panel, values_per_control=5):
        shown = panel.compute(**parameters)
        assert shown.bounds.lower - 1e-9 <= shown.total <= shown.bounds.upper + 1e-9, parameters
        assert shown.total == pytest.approx(float(total_variation(shown.x + shown.f)))
        assert float(total_variation(shown.f)) == pytest.approx(parameters["variation"], abs=1e-12)
        assert (shown.bounds.lower, shown.bounds.upper) == pytest.approx(
            (abs(1 - parameters["variation"]), 1 + parameters["variation"])
        )


@pytest.mark.parametrize("variation", [0.0, 0.4, 1.0, 2.5, 4.0])
def test_the_straight_lines_reach_the_bounds(make, variation):
    panel = make("variation_bound")
    up, down = (panel.compute(variation, shape, 3) for shape in panel.controls["shape"].options[2:])
    assert up.total == pytest.approx(up.bounds.upper) and down.total == pytest.approx(down.bounds.lower, abs=1e-9)


def test_what_is_drawn_of_the_variation_lies_within_its_axes(make):
    panel = make("variation_bound")
    low, high = panel.picture.figure.axes[0].get_ylim()
    for shown in (panel.compute(**parameters) for parameters in points(panel, values_per_control=5)):
        assert low <= float(torch.minimum(shown.f, shown.y).min()) and float(shown.y.max()) <= high


# The colour code


@pytest.mark.parametrize(
    ("name", "artist", "kind"),
    [
        ("identity_fit", "plain", "plain"),
        ("identity_fit", "residual", "residual"),
        ("correction_arrows", "branch", "residual"),
        ("scaling_rules", "plain", "plain"),
        ("variation_bound", "y", "residual"),
    ],
)
def test_colours_mean_the_same_as_everywhere(make, name, artist, kind):
    found = make(name).picture.artists[artist]
    for line in found if isinstance(found, list) else [found]:
        assert line.get_color() == COLOURS[kind]


@pytest.mark.parametrize("scale", ["page", "projected"])
@pytest.mark.parametrize(("depth", "gain"), [(100, 1.0), (10, 0.4), (120, 1.6), (1, 1.0)])
def test_every_other_rule_has_its_name_and_no_name_hides_another(make, scale, depth, gain):
    panel = make("scaling_rules", scale)
    for focus in RULES:
        panel.show(depth=depth, gain=gain, focus=focus)
        for names in panel.picture.artists["names"]:
            shown = {rule: text for rule, text in names.items() if text.get_visible()}
            assert set(shown) == set(RULES) - {focus, "f (plain)"}
            boxes = [text.get_window_extent() for text in shown.values()]
            assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2)), (focus, depth, gain)


# Rates over depth


@pytest.fixture(scope="module")
def trained():
    """Two rules, two depths, three seeds; the second rule diverges at the greater depth."""
    losses = {
        ("a", 2): (0.9, 0.2, 0.5),
        ("a", 8): (0.7, 0.3, 0.4),
        ("b", 2): (0.5, 0.1, 0.6),
        ("b", 8): (math.inf,) * 3,
    }
    rows = [
        (rule, depth, rate, seed, loss + 0.01 * seed)
        for (rule, depth), row in losses.items()
        for rate, loss in zip((0.1, 0.2, 0.4), row, strict=True)
        for seed in (2, 0, 1)
    ]
    return pandas.DataFrame(rows, columns=["rule", "depth", "rate", "seed", "loss"])


def test_rate_transfer_carries_the_best_rate_of_one_depth_to_the_others(trained):
    panel = panels.rate_transfer(trained)
    assert panel.error == "" and panel.controls["tuned"].options == (2, 8)
    shown = panel.compute(rule="a", tuned=2)
    assert shown.rate == 0.2 and shown.carried == pytest.approx([0.21, 0.31]) and shown.best == shown.carried
    panel.picture.frame(shown)
    np.testing.assert_allclose(panel.picture.artists["depths"][1].get_ydata(), [0.71, 0.31, 0.41])
    np.testing.assert_allclose(panel.picture.artists["carried"].get_ydata(), [0.21, 0.31])
    assert panel.picture.artists["now"].get_xdata()[0] == 0.2
    assert "L = 2: 0.21 (its own best 0.21); L = 8: 0.31 (its own best 0.31)" in panel.readout(shown)
    assert panel.picture.artists["finding"].get_text() == "The rate carries over"


def test_rate_transfer_says_where_nothing_trains(trained):
    panel = panels.rate_transfer(trained)
    shown = panel.compute(rule="b", tuned=2)
    panel.picture.frame(shown)
    assert panel.picture.artists["finding"].get_text() == "The rate does not carry over"
    assert "L = 8: no training" in panel.readout(shown) and "3 seeds" in panel.picture.figure.axes[0].get_ylabel()
    assert max(panel.picture.artists["carried"].get_ydata()) <= panel.picture.figure.axes[0].get_ylim()[1]
