"""Fitting the identity: plain and residual stacks on their way to a target near or far from it."""

from dataclasses import dataclass

from course_utils.figures import COLOURS, line
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number
from course_utils.signals.twin_fits import TwinFit

TWINS = ("plain", "residual")


@dataclass(frozen=True)
class FitAt:
    """A `TwinFit` looked at after one of its steps."""

    fit: TwinFit
    step: int


def identity_fit(fits: dict[int, dict[float, TwinFit]], scale: str | None = None) -> Panel:
    """Outputs and errors of both twins, step by step.

    `fits[blocks]` is `twin_fits.fit_twins(blocks)` for several numbers of blocks, with the same bends, steps and seeds.
    """
    blocks, bends = tuple(fits), tuple(next(iter(fits.values())))
    steps, _, seeds = fits[blocks[0]][bends[0]].errors.shape

    def compute(blocks, bend, step):
        return FitAt(fits[blocks][bend], step)

    controls = [
        Choice("blocks", "blocks in the stack", blocks, blocks[0]),
        Choice("bend", "bend of the target", bends, bends[0]),
        Slider("step", "step", 0, steps - 1, 1, min(20, steps - 1), play=150),
    ]
    picture = Picture(lambda figure: _setup(max(blocks), steps, seeds, figure), _draw, scale=scale)
    return Panel("Fitting the identity", compute, picture, _readout, controls=controls)


def _setup(most, steps, seeds, figure):
    curves, errors = figure.subplots(1, 2)
    curves.set(xlim=(-1, 1), ylim=(-1.9, 1.9), xlabel="x", ylabel="output")
    errors.set(xlim=(0, steps - 1), ylim=(1e-6, 30), yscale="log", xlabel="step of gradient descent")
    errors.set(ylabel="mean squared error", title=f"Error: {counted(seeds, 'seed')}, median")
    artists = {"target": curves.plot([], [], **line("theory"), label="target H(x)", zorder=3)[0]}
    for twin in TWINS:
        thin = line(twin) | {"linewidth": 0.8, "alpha": 0.6}
        artists[twin] = curves.plot([], [], **line(twin), label=twin)[0]
        artists[f"{twin} errors"] = [errors.plot([], [], **thin)[0] for _ in range(seeds)]
        artists[f"{twin} median"] = errors.plot([], [], **line(twin))[0]
    artists["now"] = errors.axvline(0, color=COLOURS["quiet"], linewidth=1)
    artists["legend"] = curves.legend(loc="upper left")
    artists["title"] = curves.set_title(_title(most, steps - 1))
    return artists


def _draw(artists, data):
    fit = data.fit
    artists["target"].set_data(fit.x, fit.target)
    artists["now"].set_xdata([data.step, data.step])
    artists["title"].set_text(_title(fit.blocks, data.step))
    errors, steps = fit.errors.clamp(1e-7, 1e7), range(len(fit.errors))
    for index, twin in enumerate(TWINS):
        artists[twin].set_data(fit.x, fit.outputs[data.step, index])
        for curve, error in zip(artists[f"{twin} errors"], errors[:, index].T, strict=True):
            curve.set_data(steps, error)
        artists[f"{twin} median"].set_data(steps, errors[:, index].median(1).values)


def _readout(data):
    plain, residual = data.fit.errors[data.step].median(1).values.tolist()
    return (
        f"{counted(data.fit.blocks, 'block')}, bend {data.fit.bend:g}, step {data.step}: median "
        f"error plain {number(plain)}, residual {number(residual)}."
    )


def _title(blocks, step):
    return f"{counted(blocks, 'block')}, step {step}, seed 0"
