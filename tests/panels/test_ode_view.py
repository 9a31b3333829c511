"""The panels of chapter 5: what each shows, held against an independent source. What holds for all: test_laws.py."""

import functools
import threading

import pandas
import pytest
import torch

from course_utils.dynamics.problems import ZOO
from course_utils.dynamics.refinement import KINDS, refine
from course_utils.dynamics.solvers import METHODS, even_times, integrate
from course_utils.dynamics.stability import stability
from course_utils.figures.ode_view import settling
from course_utils.networks.neural_ode import swap_models
from course_utils.networks.reversible import inverse_errors
from course_utils.panels import ode_view as panels
from course_utils.panels.ode_view.inverting import BRANCHES, START
from course_utils.panels.ode_view.steps import END, FIELDS, STARTS
from tests.panels.conftest import as_made, numbers


@pytest.fixture(scope="module")
def models():
    return swap_models(0)


@pytest.fixture(scope="module")
def make(models):
    """A function from a panel's name and scale to the panel, each made once."""
    needs = {"neural_ode": (models,)}
    made = functools.cache(lambda name, scale: getattr(panels, name)(*needs.get(name, ()), scale=scale))
    return lambda name, scale="page": as_made(made(name, scale))


# What each shows


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("method", METHODS)
def test_steps_are_those_of_the_method_and_distances_from_a_finer_curve(make, field, method):
    panel = make("flow_and_steps").show(field=field, method=method, h=0.5, time=3.0)
    start = torch.tensor(STARTS[field], dtype=torch.float64)
    expected = integrate(FIELDS[field], start, even_times((0, 3), 6), method)
    torch.testing.assert_close(panel.data.steps, expected)
    finer = integrate(FIELDS[field], start, even_times((0, 3), 3000), "RK4")[::500]
    torch.testing.assert_close(panel.data.distances, (expected - finer).norm(dim=1), atol=1e-6, rtol=1e-4)


def test_the_hand_sets_the_start_and_a_field_brings_its_own(make):
    panel = make("flow_and_steps").show(field="rotation", method="RK4", h=0.1)
    panel.picture.widget.set_state({"asked": [0.5, -1.2, 0]})
    panel._refresh.settle()
    assert panel.data.place == pytest.approx((0.5, -1.2)) and panel.picture.widget.place == pytest.approx([0.5, -1.2])
    radius = panel.data.steps.norm(dim=1)
    torch.testing.assert_close(radius, torch.full_like(radius, 1.3), atol=1e-3, rtol=0)
    panel.picture.widget.set_state({"asked": [9.0, -9.0, 1]})
    panel._refresh.settle()
    assert panel.data.place == (2.0, -2.0)
    assert panel.show(field="two wells").data.place == STARTS["two wells"]
    assert panel.show(field="pendulum", x1=0.3, x2=0.0).data.place == pytest.approx((0.3, 0.0))


def test_steps_that_blow_up_are_far_and_stay_numbers(make):
    panel = make("flow_and_steps").show(field="two wells", method="RK4", h=1.6, x1=-2.0, x2=-2.0)
    assert panel.data.steps.isfinite().all() and "more than 10¹² from the curve" in panel.text


def test_the_true_curve_is_true(make):
    data = make("flow_and_steps").show(field="rotation", time=END).data
    torch.testing.assert_close(data.curve[-1], _circle(END), atol=1e-6, rtol=0)


def _circle(t):
    time = torch.tensor(t, dtype=torch.float64)
    return torch.stack((time.cos(), time.sin()))


def test_orders_are_read_off_the_finest_grids(make):
    panel = make("order_plot").show(problem="pulse", steps=64)
    problem = ZOO["pulse"]()
    end = integrate(problem.f, problem.x0, even_times(problem.span, 64), "RK4")[-1]
    assert panel.data.errors["RK4"][4].item() == pytest.approx((end - problem.end).norm().item())
    assert numbers(panel.text)[-4:] == pytest.approx([1, 2, 2, 4], abs=0.3)
    rounded = panel.show(precision="32 bits").data
    assert rounded.slope("RK4") < 3 and rounded.slope("Euler") == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("damping", "h", "stable"), [(0.5, 0.2, True), (0.5, 0.5, False), (3.0, 0.9, True)])
def test_fixed_points_and_their_verdicts(make, damping, h, stable):
    data = make("fixed_points").show(damping=damping, h=h).data
    torch.testing.assert_close(data.points[:, 0], torch.tensor([-1, 0, 1]).double(), atol=1e-8, rtol=0)
    for verdict in (data.verdicts[0], data.verdicts[2]):
        assert verdict.ode and verdict.network == stable
        expected = torch.tensor([[0, 1], [-2, -damping]], dtype=torch.float64)
        assert verdict.rate == pytest.approx(torch.linalg.eigvals(expected).real.max().item())
    assert not data.verdicts[1].ode and not data.verdicts[1].network
    assert isinstance(data.verdicts[0], type(stability(lambda x: -x, torch.ones(1))))


@pytest.mark.parametrize(("re", "im"), [(-2.1, 0.0), (-0.5, 0.5), (0.0, 1.0), (0.8, -3.0)])
@pytest.mark.parametrize("method", ["a residual net (Euler)", "RK4"])
def test_stability_is_that_of_steps_on_the_test_equation(make, re, im, method):
    data = make("stability_plane").show(re=re, im=im, method=method).data
    z, name = complex(re, im), "RK4" if method == "RK4" else "Euler"
    one = torch.ones((), dtype=torch.complex128)
    expected = integrate(lambda t, x: z * x, one, torch.arange(21.0), name)
    torch.testing.assert_close(data.states, expected.real)
    assert data.place == (re, im)


def test_the_title_says_who_grows(make):
    panel = make("stability_plane")
    for real, title in (
        (-2.1, "ODE decays, method grows"),
        (-0.5, "ODE decays, method decays"),
    ):
        panel.show(re=real, im=0.0, method="a residual net (Euler)")
        assert panel.picture.picture.artists["title"].get_text() == title


def test_the_point_moves_the_sliders_and_the_sliders_the_point():
    panel = panels.stability_plane()
    widget = panel.picture.widget
    assert widget is panel.view.image and widget.png.startswith("data:image/png;base64,") and widget.words == panel.text
    panel.show(re=-1.0, im=0.5)
    assert widget.place == [-1.0, 0.5]
    before = widget.png
    mover = threading.Thread(target=lambda: setattr(widget, "asked", [-0.35, 1.25, 1.0]))
    mover.start()
    mover.join()
    assert panel.parameters["re"] == -0.35 and panel.parameters["im"] == 1.25
    assert widget.png != before and panel.data.z == complex(-0.35, 1.25)
    assert [list(map(float, limits)) for limits in widget.limits] == [[-3.2, 0.8], [-3.0, 3.0]]
    left, right, bottom, top = widget.axes
    assert 0 < left < right < 0.6 and 0 < bottom < top < 1
    panel.close()


def test_a_place_outside_stops_at_the_edge():
    panel = panels.stability_plane()
    panel.picture.widget.asked = [9.0, -4.0, 0.0]
    assert panel.parameters["re"] == 0.8 and panel.parameters["im"] == -3.0
    assert panel.picture.widget.place == [0.8, -3.0]
    panel.close()


def test_the_stability_panel_is_a_picture_on_paper(make):
    bundle, _ = make("stability_plane")._repr_mimebundle_()
    assert bundle["image/png"] and "h λ" in bundle["text/plain"]


@pytest.mark.parametrize("model", ["flow", "augmented flow", "residual net"])
def test_paths_end_where_the_model_ends(models, make, model):
    data = make("neural_ode").show(model=model, time=1.0).data
    start = torch.linspace(-1.5, 1.5, 25)[:, None]
    with torch.no_grad():
        torch.testing.assert_close(data.paths[-1, :, :1], models[model](start), atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(data.paths[0, :, :1], start)
    assert make("neural_ode").show(time=0.0).data.paths.shape[0] == 1


def test_memory_is_constant_for_the_adjoint_and_gradients_part_where_a_channel_fades(make):
    panel = make("adjoint_memory").show(method="rk4", field="gentle")
    through, adjoint = zip(*panel.data.ways.values(), strict=True)
    assert len({way.bytes for way in adjoint}) == 1
    assert through[-1].bytes / through[0].bytes == pytest.approx(16, rel=0.05)
    assert max(panel.data.gaps) < 1e-5
    assert min(panel.show(field="fades, is kept").data.gaps[:2]) > 0.1


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("c", [0.3, 0.8])
def test_below_one_the_iteration_comes_home_within_the_bound(make, branch, c):
    data = make("inverting").show(c=c, steps=30, branch=branch).data
    slope = (data.values.diff() / data.x.diff() - 1).abs().max().item()
    assert slope == pytest.approx(c, rel=1e-3)  # c is the Lipschitz constant
    k, first = torch.arange(31), (data.iterates[1] - data.iterates[0]).abs()
    assert (data.errors <= c**k / (1 - c) * first + 1e-12).all() and data.preimages == 1
    assert data.y == pytest.approx(START + BRANCHES[branch](c)(torch.tensor(START, dtype=torch.float64)).item())


def test_above_one_it_does_not(make):
    panel = make("inverting")
    folded = panel.show(c=1.6, steps=30, branch="F(x) = c sin 2x / 2").data
    assert folded.preimages == 3 and folded.errors[-1] > 0.1
    straight = panel.show(c=1.5, branch="F(x) = + c x").data
    assert straight.preimages == 1 and straight.errors[-1] > 1e4


@pytest.mark.parametrize("kind", KINDS)
def test_refinement_shows_the_gaps_of_its_module(make, kind):
    panel = make("depth_refinement").show(kind=kind, depth=32, seed="seed 1")
    expected = refine(kind, (32,), seed=1).gaps.item()
    assert numbers(panel.text)[1] == pytest.approx(100 * expected, abs=0.06)
    assert len(panel.data.shallow) == 33 and len(panel.data.deep) == 65


# The figure


def test_settling_draws_each_start_and_states_what_it_shows():
    rows = [(start, depth, seed, 0.1 / depth) for start in ("tied", "full") for depth in (4, 8) for seed in (0, 1)]
    moved = pandas.DataFrame(rows, columns=["start", "depth", "seed", "moved"])
    weights, learned = ({"tied": torch.randn(8, 3, 3), "full": torch.randn(8, 3, 3)} for _ in range(2))
    figure = settling(weights, learned, moved)
    left, middle, right = figure.axes
    assert abs(middle.lines[0].get_ydata()).max() == 1 and len(middle.lines) == 2
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["tied", "full"]
    assert len(right.lines) == 2 * (2 + 1) and right.get_xlabel() == "blocks L"
    assert "settles" in figure._repr_mimebundle_()[0]["text/plain"]


# The frontier: a stack that runs backwards


def test_the_momentum_panel_shows_the_measured_errors(make):
    panel = make("running_backwards").show(gamma=0.8, depth=32, bits="32")
    expected = inverse_errors("momentum", 32, 0.8, torch.float32)
    torch.testing.assert_close(panel.data.momentum, expected)
    assert numbers(panel.text)[:3] == pytest.approx([0.8, 32, 32])
    assert numbers(panel.text)[-2] == pytest.approx(expected[-1].item(), rel=0.1)


def test_what_is_lost_is_said_to_be_lost(make):
    assert "lost" in make("running_backwards").show(gamma=0.5, depth=64, bits="32").text
    assert "lost" not in make("running_backwards").show(gamma=0.99, depth=64, bits="64").text
