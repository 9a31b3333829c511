"""What holds for every panel of every chapter, at both scales, over the corners of its controls' range."""

import inspect
import itertools
import re
import statistics
import time

import numpy as np
import pytest
import torch

from course_utils.figures import SCALES
from course_utils.panels.controls import Choice, Toggle
from course_utils.panels.sweep import computed, pairwise
from course_utils.panels.words import signed
from tests.contrast import faults
from tests.panels.conftest import CHAPTERS, as_made, panels_of

EVERY = [(chapter, name) for chapter in CHAPTERS for name in panels_of(chapter).PANELS]
every_panel = pytest.mark.parametrize(("chapter", "name"), EVERY, ids=[name for _, name in EVERY])
LONGEST_READOUT = 260
FOR_MACHINES = re.compile(
    r"\b(inf|nan)\b|\de[+-]?\d|\d\^|\w_\w|(?<![\d.,])1 (block|path|step|layer|term|image|time|question)s\b"
)
SLACK = 1.0  # pixels by which antialiasing may leave the picture


def corners(panel):
    """`(parameters, data)`, drawn, where the ends of each two controls meet; of long work the lightest."""
    for parameters in pairwise(panel, 2):
        if panel.long and parameters["blocks"] != "10 blocks":
            continue
        for data in computed(panel, parameters, steps=1):
            panel.picture.frame(data)
            yield parameters, data


# Names


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_panels_names_every_factory_and_needs_no_arguments(chapter):
    package = panels_of(chapter)
    factories = {
        name
        for name in package.__all__
        if inspect.isfunction(thing := getattr(package, name)) and "scale" in inspect.signature(thing).parameters
    }
    assert factories == set(package.PANELS)
    for make in package.PANELS.values():
        assert all(p.default is not p.empty for p in inspect.signature(make).parameters.values())


# Pictures


@every_panel
@pytest.mark.parametrize("scale", SCALES)
def test_every_corner_is_drawn_whole_on_axes_that_stay(pictures, chapter, name, scale):
    """No exception; titles, labels and legends inside the picture, no title on another; limits where they were; all of
    it with enough contrast in both themes."""
    panel = pictures(chapter, name, scale)
    assert panel.error == ""
    figure, seen = panel.picture.figure, set()
    fixed = [box for text in labels(figure) if not text.get_animated() and (box := extent(text))]
    for parameters, data in corners(panel):
        said = signed(panel.readout(data))
        assert said and "\n" not in said and len(said) < LONGEST_READOUT, (parameters, said)
        written = [said, *(text.get_text() for text in labels(figure) if "$" not in text.get_text())]
        assert not any(map(FOR_MACHINES.search, written)), (parameters, written)
        assert [signed(words) for words in written] == written, parameters
        moving = [box for text in labels(figure) if text.get_animated() and (box := extent(text))]
        for box in (*fixed, *moving):
            assert inside(box, figure.bbox), (parameters, box)
        titles = sorted(filter(None, (extent(axes._left_title) for axes in figure.axes)), key=lambda box: box.x0)
        for left, right in itertools.pairwise(titles):
            assert not left.overlaps(right), (parameters, left, right)
        for legend in filter(None, (axes.get_legend() for axes in figure.axes)):
            box, others = legend.get_window_extent(), [axes for axes in figure.axes if axes is not legend.axes]
            assert inside(box, figure.bbox), (parameters, "legend", box)
            assert not any(box.overlaps(axes.bbox) for axes in others), (parameters, "legend", box)
        seen.add(tuple((*axes.get_xlim(), *axes.get_ylim(), *axes.get_position().bounds) for axes in figure.axes))
        fixed = []  # what does not move was looked at once
        assert scale != "page" or not (faint := faults(figure)), (parameters, faint)
    assert len(seen) == 1


@every_panel
def test_no_legend_lies_on_a_curve_or_a_bar(pictures, chapter, name):
    """At the opening state, and with each menu at each of its words: what sliders do at their ends may reach it."""
    panel = pictures(chapter, name)
    for state in states(panel) if not panel.long else ():
        panel.picture.frame(panel.compute(**state))
        for axes in panel.picture.figure.axes:
            assert not (hidden := covered(axes)), (state, hidden)


def covered(axes):
    """The labels of curves, and bars, that the legend of the axes lies on; a curve that leaves the axes may cross."""
    if (legend := axes.get_legend()) is None:
        return []
    box, found = legend.get_window_extent(), []
    for one in axes.lines:
        points = one.get_transform().transform(one.get_xydata())
        stays = axes.bbox.padded(SLACK).count_contains(points) == len(points)
        drawn = one.get_visible() and one.get_linestyle() != "None" and not one.get_label().startswith("_")
        found += [one.get_label()] if drawn and stays and len_within(points, box) > 8 else []
    bars = [bar for bar in itertools.chain(*axes.containers) if bar.get_height()]
    return found + ["a bar" for bar in bars if shared(bar.get_window_extent(), box) > 8]


def len_within(points, box):
    """How many pixels of the line through the points, `(N, 2)`, lie in the box."""
    steps = np.linspace(0, 1, 50)[:, None, None]
    fine = (points[:-1] + steps * np.diff(points, axis=0)).swapaxes(0, 1)
    inside = (fine > (box.x0, box.y0)).all(2) & (fine < (box.x1, box.y1)).all(2)
    return (np.hypot(*np.diff(points, axis=0).T) * inside.mean(1)).sum() if len(points) else 0


def shared(one, other):
    """The shorter side of the rectangle that two boxes share, in pixels, 0 where they share none."""
    sides = [min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)]
    return max(0, min(sides))


def labels(figure):
    """Titles, axis labels and all words that panels write, but for the numbers at ticks."""
    for axes in figure.axes:
        yield from (axes._left_title, axes.xaxis.label, axes.yaxis.label)
        yield from axes.texts


def extent(text):
    """Where a text stands, None where it says nothing or is not shown."""
    return text.get_window_extent() if text.get_visible() and text.get_text().strip() else None


def inside(box, bounds):
    """Whether a box stands within the bounds."""
    return (
        box.x0 >= bounds.x0 - SLACK
        and box.x1 <= bounds.x1 + SLACK
        and box.y0 >= bounds.y0 - SLACK
        and box.y1 <= bounds.y1 + SLACK
    )


@every_panel
def test_it_opens_without_an_error_and_is_larger_when_projected(pictures, chapter, name):
    page, projected = pictures(chapter, name), pictures(chapter, name, "projected")
    for panel in (page, projected):
        assert panel.error == "" and panel.png[:8] == b"\x89PNG\r\n\x1a\n" and len(panel.in_sight) <= 3
    assert page.long or re.search(r"\d", page.text)
    assert projected.picture.width > page.picture.width


@every_panel
def test_the_pointer_can_read_its_axes_in_words(pictures, chapter, name):
    panel = pictures(chapter, name)
    axes = panel.view.access.axes
    assert axes == getattr(panel.picture, "reads", []) and (axes or chapter == "playground")
    labels = [found[way]["label"] for found in axes for way in ("x", "y") if way in found]
    assert not [label for label in labels if set("$\\{}_^") & set(label)]


# Controls


@every_panel
def test_every_control_changes_something_or_is_disabled(pictures, chapter, name):
    """At the opening state, and with each menu at each of its words in turn."""
    panel = pictures(chapter, name)
    for state in states(panel) if not panel.long else ():
        panel.move(**state)
        for control in panel.controls.values():
            disabled = panel.view.fields[control.name].disabled
            assert disabled != matters(panel, state, control), (control.name, state)


def states(panel):
    """The opening state, and those in which one menu says another word."""
    begin = panel.parameters
    menus = [c for c in panel.controls.values() if isinstance(c, Toggle) or (isinstance(c, Choice) and not c.numeric)]
    yield begin
    for menu in menus:
        yield from (begin | {menu.name: word} for word in menu.samples(9) if word != begin[menu.name])


def matters(panel, state, control):
    """Whether the picture or the readout changes with a control, the others held where they are."""
    said, seen = set(), set()
    for value in dict.fromkeys([state[control.name], control.value, *control.samples(3)]):
        data = panel.compute(**state | {control.name: value})
        said.add(panel.readout(data))
        if len(said) > 1:
            return True
        seen.add(panel.picture.frame(data))
    return len(seen) > 1


@every_panel
def test_reset_returns_to_what_the_cell_set(pictures, chapter, name):
    panel = pictures(chapter, name)
    last = {control.name: control.samples(2)[-1] for control in panel.controls.values()}
    first = {control.name: control.samples(2)[0] for control in panel.controls.values()}
    panel.show(**last)
    panel.move(**first)
    assert panel.parameters == first
    panel.view.reset.click()
    assert panel.parameters == last
    as_made(panel)


@every_panel
def test_the_picture_follows_the_hand(pictures, chapter, name):
    """No control trains or samples at length: a slow machine has ten times what `make bench` allows on its own."""
    panel, taken = pictures(chapter, name), []
    if panel.long:
        return
    threads, begin = torch.get_num_threads(), panel.parameters
    torch.set_num_threads(1)
    try:
        for control in panel.controls.values():
            for value in control.samples(4):
                start = time.thread_time()
                panel.compute.__wrapped__(**begin | {control.name: value})
                taken.append(time.thread_time() - start)
    finally:
        torch.set_num_threads(threads)
    fresh = [seconds for seconds in taken if seconds > 1e-4] or taken
    assert statistics.median(fresh) < 0.2


@every_panel
def test_nothing_outside_is_changed(pictures, chapter, name):
    pictures(chapter, name, "projected")  # the second of its kind: what is trained once for all is there
    assert (chapter, name) not in pictures.changed
