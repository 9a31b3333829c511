"""The panel without a kernel: what moves it, what it shows, what it does when something goes wrong."""

import base64
import gc
import io
import math
import re
import threading
import time
import weakref
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import ipywidgets
import matplotlib
import nbformat
import numpy as np
import pytest
import torch
from PIL import Image

from course_utils.figures import SCALES, style
from course_utils.panels import cells
from course_utils.panels.access import KEPT
from course_utils.panels.controls import Choice, Slider, Toggle
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture, moving, png
from course_utils.panels.sweep import sweep
from tests import nbval_rules
from tools import notebooks


@dataclass(frozen=True)
class Power:
    """What the panel of these tests computes."""

    curve: np.ndarray
    bars: np.ndarray


def compute(exponent, height=1.0, rule="sum", mirrored=False):
    if rule == "broken":
        raise ZeroDivisionError("division by zero")
    x = np.linspace(0, 1, 50)
    return Power(height * x[:: -1 if mirrored else 1] ** exponent, np.linspace(0, height, 5))


def setup(figure):
    left, right = figure.subplots(1, 2)
    left.set(xlim=(-0.1, 1.1), ylim=(-0.1, 1.1), xlabel="x", title="A power")
    right.set(xlim=(-1, 5), ylim=(-0.1, 1.1), ylabel="height")
    note = right.annotate("highest", (4, 0.5), (1, 0.9), arrowprops={"arrowstyle": "->"})
    return {"curve": left.plot([], [], "o-")[0], "bars": right.bar(range(5), np.zeros(5)), "note": note, "axes": left}


def draw(artists, power):
    artists["curve"].set_data(np.linspace(0, 1, 50), power.curve)
    for bar, height in zip(artists["bars"], power.bars, strict=True):
        bar.set_height(height)
    artists["note"].xy = (4, power.bars[-1])


def readout(power):
    return f"The mean is {power.curve.mean():.3f} < 1."


CONTROLS = [Slider("exponent", "exponent k", 1, 9, 1, 2), Slider("height", "height", 0.0, 1.0, 0.1, 1.0)]
MORE = [Choice("rule", "rule", ["sum", "mean", "broken"], "sum"), Toggle("mirrored", "mirrored")]


def make(compute=compute, controls=CONTROLS, more=MORE, draw=draw, scale="page", **settings):
    picture = Picture(setup, draw, (4, 2), scale)
    return Panel("power", compute, picture, readout, controls=controls, more=more, **settings)


def pixels(encoded):
    return np.asarray(Image.open(io.BytesIO(encoded)).convert("RGB")).astype(int)


def shown(panel):
    """The pixels that the page has been sent."""
    kind, encoded = bytes(panel.view.image.value).split(b",")
    assert kind == b"data:image/png;base64"
    return pixels(base64.b64decode(encoded))


def field(panel, name):
    return panel.view.fields[name]


# What moves it


def test_what_a_slider_rounds_is_no_move():
    """On a page a slider that is set to 0.2 answers 0.20000000000000018: nothing is computed, and 0.2 is what holds."""
    asked = []

    def compute_and_count(exponent, height, rule, mirrored):
        asked.append(height)
        return compute(exponent, height, rule, mirrored)

    panel = make(compute_and_count)
    panel.move(height=0.2)
    state = {"value": 0.20000000000000018}
    message = {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
    field(panel, "height")._handle_msg(message)
    assert field(panel, "height").value != 0.2
    assert asked == [1.0, 0.2] and panel.parameters["height"] == 0.2
    field(panel, "height").value = 0.3
    assert asked[-1] == 0.3


def test_a_move_sends_the_picture_before_it_sends_the_controls(monkeypatch):
    """The picture is what a hand waits for."""
    panel, sent = make(), []
    monkeypatch.setattr(ipywidgets.Widget, "_send", lambda widget, *_, **__: sent.append(widget))
    panel.move(height=0.4)
    assert sent.index(panel.view.image) < sent.index(field(panel, "height"))


def test_a_slider_moves_picture_and_readout():
    panel = make()
    before, text = shown(panel), panel.view.readout.value
    field(panel, "exponent").value = 7
    assert (shown(panel) != before).any()
    assert panel.view.readout.value != text
    assert panel.parameters["exponent"] == 7


@pytest.mark.parametrize("name, value", [("exponent", 5), ("height", 0.5), ("rule", "mean"), ("mirrored", True)])
def test_the_message_of_the_front_end_moves_it(name, value):
    panel = make()
    state = {"index": 1} if name == "rule" else {"value": value}
    message = {"content": {"data": {"method": "update", "state": state, "buffer_paths": []}}, "buffers": []}
    field(panel, name)._handle_msg(message)
    assert panel.parameters[name] == value
    np.testing.assert_array_equal(panel.data.curve, compute(**panel.parameters).curve)


def test_show_sets_several_controls_and_draws_once():
    calls = []

    def counted(**parameters):
        calls.append(parameters)
        return compute(**parameters)

    panel = make(counted)
    assert panel(exponent=4, height=0.5, mirrored=True) is panel
    assert len(calls) == 2  # at the start, and now
    assert calls[-1] == {"exponent": 4, "height": 0.5, "rule": "sum", "mirrored": True}


@pytest.mark.parametrize("set_by_cell", [{}, {"exponent": 5, "rule": "mean"}])
def test_reset_brings_every_control_back_to_what_the_cell_set(set_by_cell):
    panel = make()(**set_by_cell)
    before = shown(panel)
    for name, value in {"exponent": 9, "height": 0.2, "mirrored": True}.items():
        field(panel, name).value = value
    panel.view.reset.click()
    assert panel.parameters == {"exponent": 2, "height": 1.0, "rule": "sum", "mirrored": False} | set_by_cell
    np.testing.assert_array_equal(shown(panel), before)


def test_a_control_that_does_not_matter_is_disabled():
    height = Slider("height", "height", 0.0, 1.0, 0.1, 1.0, when=lambda at: at["exponent"] > 2)
    panel = make(controls=[CONTROLS[0], height])
    assert field(panel, "height").disabled
    field(panel, "exponent").value = 3
    assert not field(panel, "height").disabled
    panel(exponent=2)
    assert field(panel, "height").disabled


def test_the_picture_has_the_readout_for_its_words():
    panel = make()
    for _ in range(2):
        assert panel.view.access.words == panel.text != ""
        panel(exponent=7)


def test_a_row_from_outside_closes_with_the_panel():
    panel, word = make(), ipywidgets.Label("a word")
    row = panel.view.add_row(word)
    assert panel.view.box.children[1] is row
    panel.close()
    assert word.comm is None and row.comm is None


def test_sliders_follow_while_they_move_and_their_labels_have_room():
    panel = make(
        more=[Slider("long", "a label of thirty letters, say", 0, 1, 1, 0)], compute=lambda long, **p: compute(**p)
    )
    for name in ("exponent", "height", "long"):
        assert field(panel, name).continuous_update
        assert float(field(panel, name).style.description_width.removesuffix("ch")) >= 28


def test_more_controls_are_folded_behind_a_button():
    panel = make()
    folded = next(child for child in panel.view.box.children if field(panel, "rule") in getattr(child, "children", ()))
    assert folded.layout.display == "none"
    panel.view.unfold.value = True
    assert folded.layout.display != "none"


# What it shows


def test_moving_the_artists_gives_the_picture_of_a_full_draw():
    panel = make()
    for exponent in (9, 1, 5, 3):
        panel(exponent=exponent, height=exponent / 10)
    fast = shown(panel)
    np.testing.assert_array_equal(fast, shown(make()(exponent=3, height=0.3)))  # nothing of the earlier ones is left
    for artist in panel.picture._moving:
        artist.set_animated(False)
    with matplotlib.rc_context(style()):
        panel.picture.canvas.draw()
    full = np.asarray(panel.picture.canvas.buffer_rgba())[..., :3].astype(int)
    np.testing.assert_array_equal(fast, full)


def test_what_lies_above_stays_above():
    def crossing(figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        return {
            "above": axes.axhline(0.5, color="#ff0000", linewidth=9, zorder=3),
            "below": axes.axvline(0.5, color="#0000ff", linewidth=9, zorder=2),
        }

    frame = pixels(Picture(crossing, lambda artists, data: None, (4, 2)).frame("anything"))
    red, blue = ((frame == colour).all(axis=2) for colour in ((255, 0, 0), (0, 0, 255)))
    middle = np.flatnonzero(blue.any(axis=0)).mean().round().astype(int)
    assert red[:, middle].any()


def test_axes_and_labels_stay_where_they_are():
    panel = make()
    edges = []
    for exponent in (1, 5, 9):
        frame = shown(panel(exponent=exponent, height=0.1 * exponent))
        edges.append(np.concatenate([frame[-20:].ravel(), frame[:, :40].ravel()]))
    np.testing.assert_array_equal(edges[0], edges[1])
    np.testing.assert_array_equal(edges[0], edges[2])


def test_artists_are_found_in_any_container_and_axes_are_left_alone():
    picture = Picture(setup, draw, (4, 2))
    assert len(list(moving(picture.artists))) == 1 + 5 + 1
    assert picture.artists["curve"].get_animated()
    assert not picture.artists["axes"].get_animated()


def test_png_keeps_every_pixel():
    noise = np.random.default_rng(0).integers(0, 256, (37, 53, 4), np.uint8)
    noise[..., 3] = 255
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(png(noise)))), noise)


def varying(make_more):
    """A picture whose `draw` also makes what `make_more(axes, data)` returns."""

    def bare(figure):
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], linestyle="none")  # the limits are left to matplotlib
        return {"axes": axes, "line": axes.axhline(0.5, color="#0000ff", linewidth=40, zorder=9)}

    return Picture(bare, lambda artists, data: make_more(artists["axes"], data), (3, 2))


GRID = np.linspace(0.1, 0.9, 20)


@pytest.mark.parametrize(
    "make_more",
    [
        lambda axes, n: [axes.annotate("", (0.9, k / 9), (0.1, 0.5), arrowprops={"color": "red"}) for k in range(n)],
        lambda axes, n: axes.plot(9 * GRID, GRID**n, color="red"),
        lambda axes, n: axes.contour(GRID, GRID, np.add.outer(GRID**2, GRID), levels=n + 1),
        lambda axes, n: axes.quiver(GRID, GRID, n * GRID, GRID),
        lambda axes, n: axes.bar(np.arange(n) / n, 0.8, 0.1, color="red"),
        lambda axes, n: {"all": axes.scatter(GRID, GRID / n, color="red")}.values(),
    ],
    ids=["arrows", "lines", "contours", "quiver", "bars", "a dictionary's values"],
)
def test_what_draw_returns_is_in_this_picture_only(make_more):
    picture = varying(make_more)
    axes = picture.artists["axes"]
    before = len(axes.get_children()), len(axes.containers), axes.get_xlim(), axes.get_ylim()
    first, second = picture.frame(5), picture.frame(2)
    assert first != second != varying(lambda axes, n: None).frame(2)
    assert picture.frame(5) == first
    assert (len(axes.get_children()), len(axes.containers), axes.get_xlim(), axes.get_ylim()) == before


def test_what_draw_returns_lies_above_the_rest():
    dot = varying(lambda axes, n: axes.plot(0.5, 0.5, "s", color="#ff0000", markersize=20, zorder=1)).frame(0)
    assert (pixels(dot) == (255, 0, 0)).all(axis=2).any()


def test_another_kind_of_picture_will_do():
    class Bitmap:
        """Eight bits of a number, as a row of squares."""

        width, height, scale = 8, 1, "page"

        def frame(self, data):
            bits = np.array([[255 * (data >> k & 1) for k in range(8)]], np.uint8)
            return png(np.dstack([bits, bits, bits, np.full_like(bits, 255)]))

    panel = Panel("bits", lambda n: n, Bitmap(), str, controls=[Slider("n", "n", 0, 255, 1, 5)])
    np.testing.assert_array_equal(shown(panel)[0, :, 0], [255, 0, 255, 0, 0, 0, 0, 0])
    field(panel, "n").value = 2
    np.testing.assert_array_equal(shown(panel)[0, :, 0], [0, 255, 0, 0, 0, 0, 0, 0])
    Bitmap.widget = ipywidgets.HTML("drawn by the page")
    panel = Panel("bits", lambda n: n, Bitmap(), str, controls=[Slider("n", "n", 0, 255, 1, 5)])
    assert Bitmap.widget in panel.view.box.children
    field(panel, "n").value = 3
    assert pixels(panel.png)[0, 1, 0] == 255
    assert Bitmap.widget.value == "drawn by the page"


def test_the_picture_keeps_its_size_on_the_page():
    panel = make()
    assert (panel.view.image.width, panel.view.image.height) == ("400", "200")
    assert shown(panel).shape[1] >= 1.25 * 400  # sharp on screens with more pixels
    assert float(panel.view.readout.layout.min_height.removesuffix("px")) > 0


def test_the_readout_is_announced_and_escaped():
    value = make().view.readout.value
    assert 'role="status"' in value
    assert 'aria-live="polite"' in value
    assert "&lt; 1." in value


def test_without_a_kernel_there_is_a_picture_and_a_text():
    panel = make()(exponent=3)
    data, metadata = panel._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    np.testing.assert_array_equal(pixels(base64.b64decode(data["image/png"])), shown(panel))
    assert metadata["image/png"] == {"width": 400, "height": 200}
    assert data["text/plain"] == f"power(exponent = 3, height = 1.0, rule = sum, mirrored = False): {panel.text}"


def measures(panel):
    """Sizes of type and lines in pixels of the page: the course's own, one from matplotlib, and one set by hand."""
    axes = panel.picture.artists["axes"]
    pixels_per_point = panel.picture.figure.dpi / 72 * panel.picture.width / shown(panel).shape[1]
    sizes = [axes.title.get_fontsize(), axes.xaxis.label.get_fontsize(), panel.picture.artists["note"].get_fontsize()]
    sizes += [panel.picture.artists["curve"].get_linewidth(), axes.spines["left"].get_linewidth()]
    sizes += [
        axes.xaxis.get_major_ticks()[0].tick1line.get_markersize(),
        panel.picture.artists["bars"][0].get_linewidth(),
    ]
    return np.array(sizes) * pixels_per_point


def rows(panel):
    """The sizes of the controls, by their names in JupyterLab's style, in pixels."""
    (style,) = [child.value for child in panel.view.box.children if "<style>" in getattr(child, "value", "")]
    found = re.findall(r"--jp-widgets-([\w-]+): (\d+)px", style)
    return {name: int(size) for name, size in found}


def test_the_projected_scale_enlarges_type_lines_picture_and_controls():
    def setup_by_hand(figure):
        artists = setup(figure)
        for bar in artists["bars"]:
            bar.set_linewidth(0.7)  # a number in a panel grows too
        return artists

    def panel(scale):
        picture = Picture(setup_by_hand, draw, (4, 2), scale)
        return Panel("power", compute, picture, readout, controls=CONTROLS, more=MORE)

    page, projected = panel("page"), panel("projected")
    assert SCALES["projected"] == 1.5
    np.testing.assert_allclose(measures(projected) / measures(page), 1.5, rtol=2e-3)
    assert measures(page)[0] == pytest.approx(style()["axes.titlesize"] * 100 / 72, rel=1e-3)
    growth = math.sqrt(1.5)
    for each, factor in ((page, 1), (projected, growth)):
        assert (each.picture.width, each.picture.height) == (round(400 * factor), round(200 * factor))
        assert (each.view.image.width, each.view.image.height) == (str(each.picture.width), str(each.picture.height))
        assert shown(each).shape[:2] == pytest.approx((250 * factor, 500 * factor), abs=1)
    assert rows(page) == {"font-size": 14, "inline-height": 30, "inline-width-short": 148}
    assert rows(projected) == {"font-size": 21, "inline-height": 45, "inline-width-short": 222}
    heights = [float(each.view.readout.layout.min_height.removesuffix("px")) for each in (page, projected)]
    assert heights[1] / heights[0] == pytest.approx(1.5, abs=0.02)


@pytest.mark.parametrize("variable", SCALES)
def test_what_a_cell_says_of_the_scale_and_what_the_variable_says_draw_the_same(monkeypatch, variable):
    monkeypatch.delenv("COURSE_SCALE", raising=False)
    asked = {scale: make(scale=scale).png for scale in SCALES}
    assert asked["page"] != asked["projected"]
    monkeypatch.setenv("COURSE_SCALE", variable)
    assert make(scale=None).png == asked[variable]
    assert {scale: make(scale=scale).png for scale in SCALES} == asked, "what a cell says wins, and is enlarged once"


def test_rc_settings_are_left_as_they_were():
    before = dict(matplotlib.rcParams)
    make(scale="projected")
    assert dict(matplotlib.rcParams) == before


# What it does when something goes wrong


@pytest.mark.parametrize(
    "parameters, sentence",
    [
        ({"exponent": 10}, "exponent = 10 is out of range: exponent goes from 1 to 9 in steps of 1."),
        ({"exponent": 2.5}, "exponent = 2.5 lies between two steps: exponent goes from 1 to 9 in steps of 1."),
        ({"exponent": "2"}, "exponent = '2' is out of range"),
        ({"exponent": True}, "exponent = True is out of range"),
        ({"height": float("nan")}, "height = nan is out of range: height goes from 0.0 to 1.0"),
        ({"rule": "max"}, "rule = 'max' is not among the choices: rule is one of 'sum', 'mean', 'broken'."),
        ({"mirrored": 3}, "mirrored = 3 is neither yes nor no"),
        ({"depth": 3}, "power has no parameter 'depth': it has exponent, height, rule, mirrored."),
    ],
)
def test_a_wrong_parameter_is_one_sentence_and_changes_nothing(parameters, sentence):
    panel = make()
    before = panel.parameters
    with pytest.raises(ValueError) as caught:
        panel(mirrored=True, **parameters) if "mirrored" not in parameters else panel(**parameters)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert panel.parameters == before


def test_an_error_is_shown_inside_and_the_last_picture_stays():
    panel = make()
    before = shown(panel)
    field(panel, "rule").value = "broken"
    assert 'role="alert"' in panel.view.readout.value
    assert "rule = broken" in panel.view.readout.value
    assert "ZeroDivisionError: division by zero" in panel.view.readout.value
    np.testing.assert_array_equal(shown(panel), before)
    assert isinstance(panel.exception, ZeroDivisionError)
    assert repr(panel) == f"power: {panel.error}"
    field(panel, "rule").value = "mean"
    assert 'role="status"' in panel.view.readout.value
    assert not panel.error
    assert panel.exception is None


@pytest.mark.parametrize("rule, fails", [("broken", True), ("mean", False)])
def test_a_notebook_with_a_failed_panel_is_refused(rule, fails):
    """By the tool that stores outputs, and by the plug-in for nbval."""
    text = make()(rule=rule)._repr_mimebundle_()[0]["text/plain"]
    output = nbformat.v4.new_output("execute_result", data={"text/plain": text}, execution_count=1)
    cell = nbformat.v4.new_code_cell("panels.power()", id="power-panel", outputs=[output], execution_count=1)
    notebook = notebooks.normalise(nbformat.v4.new_notebook(cells=[cell]))
    said = list(notebooks.problems(notebook))
    assert bool(said) == fails
    assert all("a panel that failed in cell power-panel" in sentence and "division" in sentence for sentence in said)

    class Item:
        path = Path("chapters/notebook.ipynb")
        test_outputs = notebook.cells[0].outputs

        def raise_cell_error(self, message, text):
            raise RuntimeError(f"{message}: {text}")

    after = nbval_rules.pytest_runtest_call(Item())
    next(after)
    with pytest.raises(RuntimeError if fails else StopIteration) as caught:
        after.send(None)
    assert ("division by zero" in str(caught.value)) == fails


def test_an_error_of_draw_is_shown_inside():
    def failing(artists, power):
        raise KeyError("curve")

    panel = make(draw=failing)
    assert "KeyError" in panel.view.readout.value


def test_at_most_three_controls_in_sight():
    with pytest.raises(ValueError, match="at most three"):
        make(controls=CONTROLS * 2, more=[])


@pytest.mark.parametrize("more", [[Toggle("height", "again")], [Toggle("a", "a"), Toggle("a", "a")]])
def test_two_controls_of_one_name_are_refused(more):
    with pytest.raises(ValueError, match=f"power has more than one control called {more[0].name}\\."):
        make(more=more)


@pytest.mark.parametrize("step", [0, -1, 0.0, math.nan])
def test_a_slider_has_a_step(step):
    with pytest.raises(ValueError, match=f"^k has steps of {step}: a step is more than 0\\.$"):
        Slider("k", "k", 1, 9, step, 2)


def test_an_unknown_scale_is_one_sentence():
    with pytest.raises(ValueError, match="'cinema'.*page, projected"):
        make(scale="cinema")


# Threads


@pytest.mark.parametrize("mode", [torch.inference_mode, torch.no_grad])
def test_another_thread_moves_it_with_gradients_on(mode):
    seen = []

    def differentiated(exponent):
        seen.append((threading.current_thread().name, torch.is_grad_enabled(), torch.is_inference_mode_enabled()))
        x = torch.linspace(0.1, 1, 50, requires_grad=True)
        (x**exponent).sum().backward()
        return Power(x.grad.numpy() / exponent, np.linspace(0, 1, 5))

    def front_end(value):
        with mode():
            field(panel, "exponent").value = value

    panel = make(differentiated, CONTROLS[:1], [])
    with mode():  # what a cell may be doing meanwhile
        panel(exponent=3)
        assert not panel.error
        worker = threading.Thread(target=front_end, args=(5,), name="front end")
        worker.start()
        worker.join()
        assert not panel.error
        field(panel, "exponent").value = 6
        assert not panel.error
        assert not torch.is_grad_enabled()  # for the cell nothing has changed
    assert seen == [(name, True, False) for name in ("MainThread", "MainThread", "front end", "MainThread")]
    np.testing.assert_array_equal(shown(panel), shown(make(differentiated, CONTROLS[:1], [])(exponent=6)))


def test_values_that_queue_up_are_drawn_once_and_the_latest_wins():
    computed, begun, go_on = [], threading.Event(), threading.Event()

    def slow(exponent):
        computed.append(exponent)
        if exponent == 3:
            begun.set()
            assert go_on.wait(60)
        return compute(exponent)

    panel = make(slow, CONTROLS[:1], [])
    worker = threading.Thread(target=lambda: setattr(field(panel, "exponent"), "value", 3))
    worker.start()
    assert begun.wait(60)
    for exponent in (4, 5, 6, 7, 8):
        field(panel, "exponent").value = exponent  # returns at once
    assert panel._refresh.settle(0.01) is False
    go_on.set()
    worker.join(60)
    assert computed == [2, 3, 8]
    np.testing.assert_array_equal(panel.data.curve, compute(8).curve)


def test_show_returns_when_its_values_are_drawn():
    begun, go_on = threading.Event(), threading.Event()

    def slow(exponent):
        if exponent == 3:
            begun.set()
            assert go_on.wait(60)
        return compute(exponent)

    panel = make(slow, CONTROLS[:1], [])
    threading.Thread(target=lambda: setattr(field(panel, "exponent"), "value", 3)).start()
    assert begun.wait(60)
    threading.Timer(0.1, go_on.set).start()
    np.testing.assert_array_equal(panel(exponent=8).data.curve, compute(8).curve)


def test_many_threads_at_once_end_with_the_latest_values():
    panel = make()

    def move(seed):
        for value in np.random.default_rng(seed).integers(1, 10, 15):
            field(panel, "exponent").value = int(value)

    workers = [threading.Thread(target=move, args=(seed,)) for seed in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert panel._refresh.settle(5)
    np.testing.assert_array_equal(panel.data.curve, compute(**panel.parameters).curve)


def test_an_interrupt_leaves_the_panel_usable():
    def interrupted(exponent):
        if exponent == 5:
            raise KeyboardInterrupt
        return compute(exponent)

    panel = make(interrupted, CONTROLS[:1], [])
    with pytest.raises(KeyboardInterrupt):
        panel(exponent=5)
    panel(exponent=6)
    np.testing.assert_array_equal(panel.data.curve, compute(6).curve)


# Cells that are run again


class Notebook:
    """Says which cell is running, as the kernel would."""

    def __init__(self, monkeypatch):
        self.runs = 0
        monkeypatch.setattr(cells, "_made", {})
        monkeypatch.setattr(cells, "running_cell", lambda: self.running)

    def run(self, cell, function):
        self.runs += 1
        self.running = (cell, f"run {self.runs}") if cell else None
        return function()


@pytest.fixture
def notebook(monkeypatch):
    return Notebook(monkeypatch)


def closed(panel):
    return panel.view.box.comm is None


def test_a_cell_run_again_closes_the_panels_of_its_last_run(notebook):
    first, second = notebook.run("a", lambda: (make(), make()))
    assert not closed(first) and not closed(second)  # twice in one cell
    elsewhere = notebook.run("b", make)
    assert not closed(first) and not closed(second)  # the same panel in two cells
    again = notebook.run("a", make)
    assert closed(first) and closed(second)
    assert not closed(elsewhere) and not closed(again)
    notebook.run("a", make)
    assert closed(again) and not closed(elsewhere)


def test_where_no_cell_is_known_nothing_is_closed(notebook):
    first, second = notebook.run(None, make), notebook.run(None, make)
    assert not closed(first) and not closed(second)


def test_another_panel_of_the_same_cell_is_left_alone(notebook):
    def named(name):
        return Panel(name, compute, Picture(setup, draw, (4, 2)), readout, controls=CONTROLS, more=MORE)

    first = notebook.run("a", lambda: named("first"))
    notebook.run("a", lambda: named("second"))
    assert not closed(first)


def test_a_closed_panel_gives_back_its_picture_and_its_widgets(notebook):
    widgets = ipywidgets.widgets.widget._instances
    before = set(widgets)
    panel = notebook.run("a", make)  # kept, as a notebook keeps every output
    picture = weakref.ref(panel.picture)
    assert len(set(widgets) - before) > 20
    panel.close()
    panel.close()
    gc.collect()
    assert picture() is None
    assert set(widgets) == before
    assert repr(panel).endswith(panel.text)
    assert set(panel._repr_mimebundle_()[0]) == {"image/png", "text/plain", KEPT}
    with pytest.raises(ValueError, match="^power is closed: run the cell that made it again.$"):
        panel(exponent=3)
    field(panel, "exponent").value = 5  # a message that was on its way
    assert not panel.error


def test_the_kernel_tells_which_cell_is_running(monkeypatch):
    message = {"header": {"msg_id": "run 1"}, "metadata": {"cellId": "telescope-panel"}}

    class Shell:
        class kernel:
            @staticmethod
            def get_parent():
                return message

    assert cells.running_cell() is None
    monkeypatch.setattr(cells, "get_ipython", Shell)
    assert cells.running_cell() == ("telescope-panel", "run 1")
    message["metadata"] = {}
    assert cells.running_cell() is None
    del Shell.kernel
    assert cells.running_cell() is None


# The sweep


def test_the_sweep_visits_the_grid_and_every_corner():
    panel = make(more=[Choice("rule", "rule", ["sum", "mean"], "sum"), Toggle("mirrored", "mirrored")])
    before = shown(panel)
    visited = [tuple(parameters.values()) for parameters, _, _ in sweep(panel, 3)]
    assert len(visited) == len(set(visited))
    assert {(k, h, "sum", False) for k in (1, 5, 9) for h in (0.0, 0.5, 1.0)} <= set(visited)
    assert {(k, h, r, m) for k in (1, 9) for h in (0.0, 1.0) for r in ("sum", "mean") for m in (False, True)} <= set(
        visited
    )
    np.testing.assert_array_equal(shown(panel), before)  # the page has not moved
    for parameters, data, picture in sweep(panel, 2):
        assert isinstance(data, Power)
        np.testing.assert_array_equal(pixels(picture), shown(panel(**parameters)))


def test_the_sweep_raises_what_the_panel_would_show():
    with pytest.raises(ZeroDivisionError):
        list(sweep(make(), 2))


# The controls


@pytest.mark.parametrize(
    "control, count, values",
    [
        (Slider("k", "k", 1, 9, 1, 2), 3, [1, 5, 9]),
        (Slider("k", "k", 1, 3, 1, 2), 5, [1, 2, 3]),
        (Slider("k", "k", 0, 100, 10, 0), 3, [0, 50, 100]),
        (Slider("s", "s", 0.0, 0.9, 0.3, 0.3), 4, [0.0, 0.3, 0.6, 0.9]),
        (Slider("s", "s", 0.0, 1.0, 0.3, 0.3), 2, [0.0, 1.0]),
        (Choice("c", "c", ["a", "b", "c"], "a"), 2, ["a", "b", "c"]),
        (Choice("d", "d", [8, 20, 56, 110], 8), 2, [8, 110]),
        (Toggle("t", "t"), 5, [False, True]),
    ],
)
def test_samples_reach_both_ends_and_stay_on_the_grid(control, count, values):
    assert control.samples(count) == pytest.approx(values) if isinstance(values[0], float) else values
    assert all(control.check(value) == value for value in control.samples(count))


@pytest.mark.parametrize("step, shown_as", [(0.25, ".2f"), (0.1, ".1f"), (1e-4, ".4f"), (2.0, ".0f")])
def test_a_slider_shows_as_many_decimals_as_its_step_has(step, shown_as):
    assert Slider("s", "s", 0.0, 4.0, step, 0.0).widget().readout_format == shown_as


def test_numbers_are_a_slider_and_words_a_menu():
    assert type(Choice("d", "d", [8, 20, 56], 20).widget()).__name__ == "SelectionSlider"
    assert type(Choice("d", "d", ["a", "b"], "a").widget()).__name__ == "Dropdown"


# Long work


def steps(exponent, count=5, seconds=0.0, fails=None, log=None):
    for step in range(1, count + 1):
        if log is not None:
            log.append((step, threading.current_thread() is threading.main_thread()))
        if step == fails:
            raise RuntimeError("the loss is not a number")
        time.sleep(seconds)
        yield step / count, compute(exponent, height=step / count)


def make_long(**bound):
    return make(partial(steps, **bound), CONTROLS[:1], [])


def test_long_work_waits_for_run_and_shows_axes_until_then():
    log = []
    panel = make_long(log=log)
    panel(exponent=4)
    field(panel, "exponent").value = 5
    assert log == []
    assert "Press Run" in panel.view.readout.value
    assert shown(panel).min() < 255  # the axes


def test_run_works_through_it_here_and_returns_the_panel():
    log = []
    panel = make_long(log=log)
    assert panel.run(exponent=3) is panel
    assert log == [(step, True) for step in (1, 2, 3, 4, 5)]
    np.testing.assert_array_equal(panel.data.bars, compute(3, height=1.0).bars)
    assert panel.view.progress.value == 1
    assert panel.view.stop.disabled
    assert not panel.view.run.disabled


def test_the_run_button_works_in_the_background_and_moved_controls_do_not_disturb_it():
    log = []
    panel = make_long(log=log, count=8, seconds=0.02)
    panel.view.run.click()
    assert panel.view.run.disabled
    assert not panel.view.stop.disabled
    panel.view.run.click()  # without effect
    field(panel, "exponent").value = 9
    assert panel.work.wait(60)
    assert log == [(step, False) for step in range(1, 9)]
    np.testing.assert_array_equal(panel.data.curve, compute(2).curve)


@pytest.mark.parametrize(
    "deed",
    [
        lambda panel, notebook: panel.view.stop.click(),
        lambda panel, notebook: panel.close(),
        lambda panel, notebook: notebook.run("a", make_long),
    ],
    ids=["stop", "close", "run again"],
)
def test_stop_close_and_a_cell_run_again_stop_it(deed, notebook):
    log = []
    panel = notebook.run("a", lambda: make_long(log=log, count=10_000, seconds=0.01))
    panel.view.run.click()
    while len(log) < 3:
        time.sleep(0.005)
    deed(panel, notebook)
    assert panel.work.wait(60)
    assert 3 <= len(log) < 1000
    assert panel.data is not None  # the last state is shown
    assert not panel.error


def test_the_same_long_panel_in_another_cell_goes_on(notebook):
    panel = notebook.run("a", lambda: make_long(count=30, seconds=0.01))
    panel.view.run.click()
    notebook.run("b", make_long)
    assert panel.work.wait(60)
    assert panel.view.progress.value == 1


def test_long_work_says_what_it_was_run_with():
    panel = make_long()
    assert repr(panel) == "power: Press Run to begin."
    panel.run(exponent=3)
    field(panel, "exponent").value = 8
    assert repr(panel) == f"power(exponent = 3): {panel.text}"
    begun = make(partial(steps), CONTROLS[:1], []).begin_with(compute(2))
    assert repr(begun) == f"power(exponent = {begun.parameters['exponent']}): {begun.text}"
    assert begun.text.startswith(readout(compute(2))) and "exponent k" in begun.text


def test_long_work_of_other_settings_looks_stale():
    panel = make_long()
    panel(exponent=4)
    assert not panel.view.stale
    panel.run(exponent=3)
    assert panel.text.endswith("(exponent k 3)") and not panel.view.stale
    field(panel, "exponent").value = 8
    assert panel.view.stale and panel.text.endswith("(exponent k 3)")
    field(panel, "exponent").value = 3
    assert not panel.view.stale


def test_what_was_computed_before_the_page_looks_stale_too_under_other_settings():
    panel = make_long().begin_with(compute(2))
    assert not panel.view.stale
    before = panel.parameters["exponent"]
    field(panel, "exponent").value = before + 1
    assert panel.view.stale
    field(panel, "exponent").value = before
    assert not panel.view.stale


def test_after_stop_it_runs_again_from_the_beginning():
    log = []
    panel = make_long(log=log, count=200, seconds=0.005)
    panel.view.run.click()
    panel.view.stop.click()
    assert panel.work.wait(60)
    log.clear()
    panel.view.run.click()
    panel.run(exponent=2)  # stops the one in the background first
    assert panel.view.progress.value == 1
    assert log[-1] == (200, True)


def test_an_error_of_long_work_lands_in_the_panel():
    panel = make_long(fails=3, seconds=0.05)
    panel.view.run.click()
    field(panel, "exponent").value = 7  # moved meanwhile: not what it ran with
    assert panel.work.wait(60)
    assert "the loss is not a number" in panel.view.readout.value
    assert "exponent = 2" in panel.view.readout.value
    assert not panel.view.run.disabled
    np.testing.assert_allclose(panel.data.bars, compute(2, height=0.4).bars)


def test_long_work_draws_ten_times_a_second_at_most_and_always_the_end():
    drawn = []
    panel = make(partial(steps, count=60, seconds=0.005), CONTROLS[:1], [], draw=lambda a, d: drawn.append(d.bars[-1]))
    begin = time.monotonic()
    panel.run()
    assert 2 <= len(drawn) <= 10 * (time.monotonic() - begin) + 2
    assert drawn[-1] == 1


def test_an_interrupt_of_run_leaves_the_last_state():
    def interrupted(exponent):
        yield 0.5, compute(exponent, height=0.5)
        raise KeyboardInterrupt

    panel = make(interrupted, CONTROLS[:1], [])
    with pytest.raises(KeyboardInterrupt):
        panel.run()
    np.testing.assert_allclose(panel.data.bars, compute(2, height=0.5).bars)
    assert not panel.view.run.disabled


def test_the_sweep_takes_the_first_steps_of_long_work():
    log = []
    swept = list(sweep(make_long(log=log, count=1000), values_per_control=3, steps=2))
    assert [parameters["exponent"] for parameters, _, _ in swept] == [1, 1, 5, 5, 9, 9]
    assert len(log) == 6
