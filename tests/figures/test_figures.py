"""figures: the style, the colour code with its second and third cue, and the shared figures."""

import matplotlib
import pandas
import pytest
import torch
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from course_utils import figures
from course_utils.data import spirals
from course_utils.figures import (
    COLOURS,
    LINES,
    SCALES,
    decision_regions,
    degradation,
    new_figure,
    published_beside_measured,
    style,
    use_style,
)

PROMISED = {  # HOUSE: the same thing on every page
    "plain": ("#D55E00", "--", "x"),
    "residual": ("#0072B2", "-", "o"),
    "gated": ("#CC79A7", ":", "s"),
    "continuous": ("#009E73", "-.", "^"),
    "theory": ("black", "-", ""),
}


@pytest.mark.parametrize("name", PROMISED)
def test_the_colour_code(name):
    colour, dash, marker = PROMISED[name]
    assert same_color(LINES[name]["color"], colour) and same_color(COLOURS[name], colour)
    assert (LINES[name]["linestyle"], LINES[name]["marker"]) == (dash, marker)


@pytest.mark.parametrize("name", PROMISED)
def test_a_line_of_many_points_goes_without_its_marker(name):
    assert "marker" not in figures.line(name)
    assert figures.line(name) | {"marker": LINES[name]["marker"]} == LINES[name] == figures.line(name, marker=True)


def test_every_line_can_be_told_apart_without_colour():
    assert LINES.keys() == PROMISED.keys()
    assert len({(line["linestyle"], line["marker"]) for line in LINES.values()}) == len(LINES)


@pytest.mark.parametrize("scale", SCALES)
def test_the_style_is_known_to_matplotlib_and_legible(scale):
    settings = style(scale)
    assert matplotlib.RcParams(settings)
    assert min(size for name, size in settings.items() if name.endswith("size") and "marker" not in name) >= 9
    assert not settings["axes.spines.top"] and not settings["axes.spines.right"]
    assert settings["image.cmap"] == "cividis" and settings["figure.constrained_layout.use"]


def test_the_projected_style_is_larger_by_its_factor():
    page, projected = style("page"), style("projected")
    for name in ("font.size", "axes.titlesize", "lines.linewidth", "lines.markersize", "axes.linewidth"):
        assert projected[name] == pytest.approx(SCALES["projected"] * page[name])


@pytest.mark.parametrize("call", [style, use_style, lambda scale: new_figure(scale=scale)])
def test_an_unknown_scale_lists_the_scales(call):
    with pytest.raises(ValueError, match=r"'poster'.*page, projected"):
        call("poster")


def test_use_style_changes_what_comes_after():
    with matplotlib.rc_context():
        use_style("projected")
        assert matplotlib.rcParams["font.size"] == 15


def test_a_new_figure_is_styled_and_leaves_the_rest_alone():
    before = matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.spines.top"]
    figure, axes = new_figure(width=5, height=2, scale="projected")
    assert isinstance(figure, Figure) and tuple(figure.get_size_inches()) == (5, 2)
    assert axes.xaxis.label.get_size() == 15 and not axes.spines["top"].get_visible()
    assert (matplotlib.rcParams["font.size"], matplotlib.rcParams["axes.spines.top"]) == before


def test_a_new_figure_has_the_columns_and_settings_asked_for():
    figure, axes = new_figure(columns=3, sharey=True)
    assert len(axes) == len(figure.axes) == 3
    axes[0].set_ylim(2, 5)
    assert axes[2].get_ylim() == (2, 5)


# Shared figures


def table(shortcuts=("none", "identity"), depths=(8, 20), seeds=3):
    """Results by hand: `loss` is the depth plus the squared seed, errors are shares."""
    rows = [
        {
            "depth": depth,
            "shortcut": shortcut,
            "seed": seed,
            "loss": depth + seed**2,
            "test_error": (depth + seed**2) / 100,
        }
        for shortcut in shortcuts
        for depth in depths
        for seed in range(seeds)
    ]
    return pandas.DataFrame(rows)


PAPER = pandas.DataFrame({"depth": [20, 110], "test_error": [0.0875, 0.0643]})


@pytest.mark.parametrize(
    "draw", [degradation, lambda results, **more: published_beside_measured(results, PAPER, "tiny", **more)]
)
@pytest.mark.parametrize("scale", SCALES)
def test_measured_curves_are_medians_and_seeds(draw, scale):
    figure = draw(table(), scale=scale)
    loss, error = figure.axes[:2]
    for axes, factor in ((loss, 1), (error, 1)):
        strong = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
        assert list(strong) == ["plain", "residual"] and len(axes.lines) == 8
        for kind, line in strong.items():
            assert line.get_color() == COLOURS[kind] and line.get_linestyle() == LINES[kind]["linestyle"]
            assert list(line.get_xdata()) == [8, 20] and list(line.get_ydata()) == pytest.approx(
                [9 * factor, 21 * factor]
            )
        assert axes.get_ylim()[0] == 0
    assert figure._repr_mimebundle_()[0]["image/png"]


def test_published_numbers_stand_in_axes_of_their_own():
    figure = published_beside_measured(table(), PAPER, "digits")
    assert [axes.get_title("left") for axes in figure.axes] == ["Measured: digits"] * 2 + ["Published: CIFAR-10"]
    (line,) = figure.axes[2].lines
    assert list(line.get_xdata()) == [20, 110] and list(line.get_ydata()) == pytest.approx([8.75, 6.43])
    assert "He et al. 2015" in figure.axes[2].texts[0].get_text()


def test_two_residual_kinds_can_be_told_apart():
    figure = published_beside_measured(table(("identity", "projection")), PAPER)
    lines = {line.get_label(): line.get_marker() for line in figure.axes[0].lines if line.get_label()[0] != "_"}
    assert lines == {"residual": "o", "residual, projection": "D"}


def test_a_table_with_gaps_is_drawn():
    """Interrupted after a few trainings, or with some that diverged."""
    gaps = table().iloc[:5].copy()
    gaps.loc[0, ["loss", "test_error"]] = float("nan")
    assert published_beside_measured(gaps, PAPER)._repr_mimebundle_()[0]["image/png"]


def test_a_figure_says_its_titles_and_keeps_its_size():
    bundle, metadata = published_beside_measured(table(), PAPER, "digits")._repr_mimebundle_()
    assert bundle["text/plain"] == "Figure: Measured: digits; Measured: digits; Published: CIFAR-10"
    assert metadata["image/png"] == {"width": 900, "height": 320}


def test_decision_regions_show_each_networks_answers():
    """A network that answers by the sign of x: its two regions meet at x = 0."""

    def network(points):
        return torch.stack((-points[:, 0], points[:, 0]), 1)

    figure = decision_regions({"first": network, "second": network}, spirals(20))
    assert [axes.get_title("left") for axes in figure.axes] == ["first", "second"]
    left, right = (path.get_extents() for path in figure.axes[0].collections[0].get_paths())
    assert left.x1 == pytest.approx(0, abs=0.02) and right.x0 == pytest.approx(0, abs=0.02)
    assert sum(len(line.get_xdata()) for line in figure.axes[0].lines) == 20
