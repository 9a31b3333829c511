"""What fills this device: one network or many, a small batch or a large one, beside what arithmetic allows."""

from collections.abc import Iterable
from dataclasses import dataclass

from course_utils.cost.occupancy import Filling
from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

ROWS = ("at best", "measured,\nas trained", "measured,\none operator\nafter another")


@dataclass(frozen=True)
class Focus:
    """The step in focus, and the least of all: one network on the small batch."""

    filling: Filling
    first: Filling


def device_filling(fillings: Iterable[Filling], scale: str | None = None) -> Panel:
    """A step of training: what operations and bytes ask for, and what the clock says, for each measured filling."""
    found = {(each.networks, each.batch): each for each in fillings}
    networks, batches = (sorted({key[place] for key in found}) for place in (0, 1))
    first = found[networks[0], batches[0]]

    def compute(networks, batch):
        return Focus(found[networks, batch], first)

    controls = [
        Choice("networks", "networks at once", networks, networks[0]),
        Choice("batch", "images a batch", batches, batches[0]),
    ]
    picture = Picture(lambda figure: _setup(figure, found.values()), _draw, (7.6, 3.2), scale)
    return Panel("What fills this device", compute, picture, _readout, controls=controls)


def _setup(figure, fillings):
    times, speeds = figure.subplots(1, 2, width_ratios=(1, 1.1))
    fillings = list(fillings)
    every = [seconds for each in fillings for seconds in (each.floor, each.seconds, each.launched)]
    times.set(xscale="log", xlim=(min(every) / 2, max(every) * 2), ylim=(2.6, -0.6), yticks=range(3))
    times.set(xlabel="seconds of a step", yticklabels=ROWS)
    times.set_title("A step's time")
    speed = [each.images_a_second / 1000 for each in fillings]
    speeds.set(ylim=(0, 1.25 * max(speed)), xlim=(-0.6, len(fillings) - 0.4))
    speeds.set(xticks=range(len(fillings)), ylabel="thousand images a second")
    speeds.set_xticklabels([f"{each.networks} ×\n{each.batch}" for each in fillings])
    speeds.set_xlabel("networks × images a batch")
    speeds.set_title("All networks together")
    speeds.bar(range(len(fillings)), speed, 0.6, color=COLOURS["quiet"])
    return {
        "times": times.plot([], [], "o", color=COLOURS["residual"], markersize=9)[0],
        "speed": speeds.plot([], [], "o", color=COLOURS["residual"], markersize=9)[0],
        "places": {(each.networks, each.batch): place for place, each in enumerate(fillings)},
    }


def _draw(artists, data):
    here = data.filling
    artists["times"].set_data([here.floor, here.seconds, here.launched], range(3))
    artists["speed"].set_data([artists["places"][here.networks, here.batch]], [here.images_a_second / 1000])


def _readout(data):
    here, times = data.filling, data.filling.images_a_second / data.first.images_a_second
    nets = f"{here.networks} network{'s' * (here.networks > 1)}"
    return (
        f"{nets}, batch {here.batch}: {here.operators:,} operators, {here.operations / 1e6:,.0f} million operations, "
        f"{here.moved_bytes / 1e6:,.0f} MB. At best {1e3 * here.floor:.2f} ms, measured {1e3 * here.seconds:.2f} ms: "
        f"{here.images_a_second:,.0f} images a second, {times:.1f} times the first setting's."
    )
