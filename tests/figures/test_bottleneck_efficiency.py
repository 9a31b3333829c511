"""figures.bottleneck_efficiency: what was put in is what is drawn."""

import pandas
import pytest

from course_utils.figures.bottleneck_efficiency import currencies, deep_or_wide

RATIOS = pandas.DataFrame({"C = 64": [16.0, 1.3], "C = 16": [17.0, 1.2]}, index=["multiply-adds", "bytes moved"])
SIZES = pandas.DataFrame(
    {"depth": [8, 56], "multiply_adds": [10, 9], "activation_bytes": [100, 210], "seconds": [1.0, 1.5]}
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
    (axes,) = deep_or_wide(SIZES).axes
    found = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert found["memory kept"] == [1, 2.1] and found["multiply-adds"] == [1, 0.9]
    assert found["time of a training step"] == [1, 1.5]
