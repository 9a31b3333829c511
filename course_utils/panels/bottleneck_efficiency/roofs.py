"""This machine's roofline with measured blocks under it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from course_utils.cost.roofline import BLOCKS, Machine, Spot
from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

INTENSITIES = np.geomspace(0.1, 1000, 60)
MARKS = dict(zip(BLOCKS, "oDs^", strict=True))


@dataclass(frozen=True)
class Chosen:
    """One size: the block in focus and all blocks measured at that size."""

    spot: Spot
    row: dict[str, Spot]
    machine: Machine


def roofline(machine: Machine, spots: Iterable[Spot], scale: str | None = None) -> Panel:
    """Each measured block as a point under this machine's roof, and its time as predicted and as measured."""
    spot_of = {(spot.block, spot.channels, spot.resolution): spot for spot in spots}
    channels, resolutions = (sorted({key[place] for key in spot_of}) for place in (1, 2))

    def compute(block, channels, resolution):
        row = {name: spot_of[name, channels, resolution] for name in BLOCKS}
        return Chosen(row[block], row, machine)

    controls = [
        Choice("block", "block", tuple(BLOCKS), "bottleneck"),
        Choice("channels", "channels C", channels, channels[len(channels) // 2]),
        Choice("resolution", "pixels a side", resolutions, resolutions[len(resolutions) // 2]),
    ]
    picture = Picture(lambda figure: _setup(figure, machine, spot_of.values()), _draw, (7.6, 3.5), scale)
    return Panel("Roofline", compute, picture, _readout, controls=controls)


def _setup(figure, machine, spots):
    roof, times = figure.subplots(1, 2, width_ratios=(1.35, 1))
    low = min(spot.rate for spot in spots) / 4
    roof.set(xscale="log", yscale="log", xlim=(0.1, 1000), ylim=(low, machine.peak * 6))
    roof.set(xlabel="operations for each byte moved", ylabel="operations a second")
    roof.set_title("Under this machine's roof")
    roof.plot(INTENSITIES, [machine.roof(value) for value in INTENSITIES], **line("theory"))
    roof.text(950, machine.peak * 1.7, f"peak {machine.peak / 1e9:.0f} GFLOP/s", ha="right")
    roof.text(0.12, machine.bandwidth * 5, f"slope: {machine.bandwidth / 1e9:.0f} GB/s")
    roof.axvline(machine.ridge, color=COLOURS["quiet"], linewidth=0.8, linestyle=":")
    for block, mark in MARKS.items():
        points = [(spot.intensity, spot.rate) for spot in spots if spot.block == block]
        roof.plot(*np.transpose(points), mark, color=COLOURS["quiet"], markersize=3.5, label=block)
    seconds = [time for spot in spots for time in (spot.predicted, spot.measured)]
    times.set(xscale="log", xlim=(min(seconds) / 2, max(seconds) * 2), ylim=(-0.6, 3.6), yticks=range(4))
    times.set(xlabel="seconds")
    times.set(yticklabels=[name.replace(" with", "\nwith").replace("grouped ", "grouped\n") for name in MARKS])
    times.set_title("Time: ○ roof, ● clock")
    return {
        "spot": roof.plot([], [], "o", color=COLOURS["residual"], markersize=10)[0],
        "drop": roof.plot([], [], color=COLOURS["residual"], linewidth=1)[0],
        "legend": roof.legend(loc="lower right", handletextpad=0.2),
        "predicted": times.plot([], [], "o", color=COLOURS["theory"], fillstyle="none", markersize=8)[0],
        "measured": times.plot([], [], "o", color=COLOURS["quiet"], markersize=6)[0],
        "focus": times.plot([], [], "o", color=COLOURS["residual"], markersize=8)[0],
    }


def _draw(artists, data):
    spot, row = data.spot, data.row.values()
    artists["spot"].set_data([spot.intensity], [spot.rate])
    artists["drop"].set_data([spot.intensity] * 2, [spot.rate, data.machine.roof(spot.intensity)])
    artists["predicted"].set_data([other.predicted for other in row], range(4))
    artists["measured"].set_data([other.measured for other in row], range(4))
    artists["focus"].set_data([spot.measured], [list(data.row).index(spot.block)])


def _readout(data):
    spot, side = data.spot, "fetching" if data.spot.intensity < data.machine.ridge else "computing"
    return (
        f"{spot.block}, {spot.channels} channels, {spot.resolution} × {spot.resolution}, batch {spot.batch}: "
        f"{spot.intensity:.1f} operations a byte (ridge {data.machine.ridge:.1f}): held up by {side}. "
        f"Predicted {number(1e3 * spot.predicted, 3)} ms, measured {number(1e3 * spot.measured, 3)} ms."
    )
