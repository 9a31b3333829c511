"""The timeline: every source is in the start notebook's list, and no label lies on another."""

import itertools
import json

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_utils.figures import LINES, SCALES
from course_utils.start.history import BEFORE, DEPTHS, SINCE, timeline
from course_utils.start.packages import COURSE

EVENTS = (*BEFORE, *DEPTHS, *SINCE)


@pytest.fixture(scope="module")
def references():
    cells = json.loads((COURSE / "chapters" / "00_start_here.ipynb").read_text(encoding="utf-8"))["cells"]
    return "".join("".join(cell["source"]) for cell in cells if cell["id"].startswith("references"))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.text.replace("\n", " "))
def test_source_is_cited(event, references):
    """The authors' names and the year stand in one line of the references."""
    *names, year = event.source.replace(" et al.", "").replace(" and ", " ").split()
    lines = [line for line in references.splitlines() if year in line]
    assert any(all(name in line for name in names) for line in lines), event.source


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.text.replace("\n", " "))
def test_event_is_in_its_year(event):
    assert str(int(event.year)) in event.source
    assert event.kind in {*LINES, "quiet"}
    assert event in DEPTHS or event.text.startswith(str(int(event.year)))
    assert event not in DEPTHS or str(event.depth) in event.text


@pytest.mark.parametrize("events", [BEFORE, DEPTHS, SINCE])
def test_events_are_in_order(events):
    assert [event.year for event in events] == sorted(event.year for event in events)


@pytest.mark.parametrize("scale", SCALES)
def test_labels_do_not_touch(scale):
    figure = timeline(scale)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    labels = [text.get_window_extent() for axes in figure.axes for text in axes.texts]
    labels += [axes._left_title.get_window_extent() for axes in figure.axes]
    assert len(labels) == len(EVENTS) + 1 + 3
    for one, other in itertools.combinations(labels, 2):
        assert not one.overlaps(other)
    for box in labels:
        assert box.x0 >= 0 and box.x1 <= canvas.get_width_height()[0]
