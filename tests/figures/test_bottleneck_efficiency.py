"""figures.bottleneck_efficiency: what was put in is what is drawn."""

import pandas
import pytest

from course_utils.figures.bottleneck_efficiency import currencies, deep_or_wide

RATIOS = pandas.DataFrame({"C = 64": [16.0, 1.3], "C = 16": [17.0, 1.2]}, index=["multiply-adds", "bytes moved"])
SIZES = pandas.DataFrame(
    {"multiply-adds": [10, 9], "memory kept": [100, 210], "time": [1.0, 1.5]}, index=pandas.Index([8, 56], name="depth")
)


@pytest.mark.parametrize("scale", ["page", "projected"])
def test_currencies(scale):
    figure = currencies(RATIOS, "A title", "times", scale=scale)
    (axes,) = figure.axes
    names = [text.get_text() for text in axes.get_yticklabels()]
    drawn = {line.get_label(): line for line in axes.lines if not line.get_label().startswith("_")}
    assert names == list(RATIOS.index) and list(drawn) == list(RATIOS.columns)
    for name, line in drawn.items():
        assert list(line.get_xdata()) == list(RATIOS[name]) and list(line.get_ydata()) == [1, 0]
    low, high = axes.get_xlim()
    assert low < 1 < 17 < high and "A title" in figure._repr_mimebundle_()[0]["text/plain"]


def test_deep_or_wide_is_relative_to_the_shallowest():
    figure = deep_or_wide(SIZES, "steps of 4 images")
    (axes,), (legend,) = figure.axes, figure.legends
    found = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert found["memory kept"] == [1, 2.1] and found["multiply-adds"] == [1, 0.9]
    assert found["time"] == [1, 1.5] and legend.get_title().get_text() == "steps of 4 images"
    assert list(axes.lines[0].get_xdata()) == [8, 56]
