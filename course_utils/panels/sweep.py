"""Every picture that a panel can be brought to show, computed and drawn without a kernel: what tests look at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from course_utils.panels.panel import Panel
from course_utils.panels.work import learning


def sweep(panel: Panel, values_per_control: int = 5, steps: int = 3) -> Iterator[tuple[dict[str, Any], Any, bytes]]:
    """`(parameters, data, png)` over the whole range; an error of `compute`, `readout` or the picture is raised.

    Of long work the first `steps` steps are taken at each point.
    """
    for parameters in points(panel, values_per_control):
        for data in computed(panel, parameters, steps):
            panel.readout(data)
            yield parameters, data, panel.picture.frame(data)


def points(panel: Panel, values_per_control: int = 5) -> Iterator[dict[str, Any]]:
    """A grid over the controls in sight with the others where they began, then every corner of all controls."""
    samples = {name: control.samples(values_per_control) for name, control in panel.controls.items()}
    ends = {name: values[:: max(len(values) - 1, 1)] for name, values in samples.items()}
    begin = {name: [control.value] for name, control in panel.controls.items()}
    grid = itertools.product(*(begin | {name: samples[name] for name in panel.in_sight}).values())
    for values in dict.fromkeys(itertools.chain(grid, itertools.product(*ends.values()))):
        yield dict(zip(panel.controls, values, strict=True))


def computed(panel: Panel, parameters: dict[str, Any], steps: int) -> Iterator[Any]:
    """What the panel computes of these parameters: one thing, or the first `steps` of long work."""
    with learning():
        data_or_steps = panel.compute(**parameters)
        if not panel.long:
            yield data_or_steps
            return
        yield from (data for _, data in itertools.islice(data_or_steps, steps))
        data_or_steps.close()


def pairwise(panel: Panel, values_per_control: int = 2) -> Iterator[dict[str, Any]]:
    """Few points at which every value of each control meets every value of each other one.

    What a picture cannot hold comes of one control, or of two; all corners of seven controls are 136 pictures, their
    pairs 8. Greedy: each point begins with a pair not yet met, and takes of each other control the value that meets
    the most.
    """
    samples = {
        name: list(dict.fromkeys(control.samples(values_per_control))) for name, control in panel.controls.items()
    }
    settings = [[(name, place) for place in range(len(values))] for name, values in samples.items()]
    unmet = dict.fromkeys(
        frozenset(pair) for one, other in itertools.combinations(settings, 2) for pair in itertools.product(one, other)
    )
    unmet = unmet or dict.fromkeys(frozenset([setting]) for row in settings for setting in row)
    while unmet:
        point = dict(next(iter(unmet)))
        for row in settings:
            if row[0][0] not in point:
                new = [sum(frozenset([setting, met]) in unmet for met in point.items()) for setting in row]
                point.update([row[new.index(max(new))]])
        for met in [pair for pair in unmet if pair <= point.items()]:
            del unmet[met]
        yield {name: values[point[name]] for name, values in samples.items()}
