"""Double the depth, and double it again: does the network settle on a curve?"""

import functools
from dataclasses import dataclass

import torch

from course_utils.dynamics.refinement import KINDS, Refinement, depth_weights, refine
from course_utils.dynamics.stability import convergence_order
from course_utils.figures import line
from course_utils.figures.ode_view import WEIGHTS
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

DEPTHS = (8, 16, 32, 64, 128)


@dataclass(frozen=True)
class Refining:
    """One unit of the stream along the depth, for L and for 2 L blocks; the gaps of every kind of weights."""

    kind: str
    depth: int
    shallow: torch.Tensor
    deep: torch.Tensor
    gaps: dict[str, Refinement]


def depth_refinement(scale: str | None = None) -> Panel:
    """The same stream through L and through 2 L random blocks, for weights that are smooth in depth and not."""
    for seed in range(3):  # 0.3 s, once
        _all_gaps(seed)
    controls = [
        Choice("kind", "weights", KINDS, "independent"),
        Choice("depth", "blocks L", DEPTHS, 16, play=900),
        Choice("seed", "seed", ("seed 0", "seed 1", "seed 2"), "seed 0"),
    ]
    return Panel("Refinement", _compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _compute(kind, depth, seed):
    number = int(seed[-1])
    return Refining(kind, depth, _path(kind, depth, number), _path(kind, 2 * depth, number), _all_gaps(number))


def _setup(figure):
    path, gap = figure.subplots(1, 2)
    path.set(
        xlim=(0, 1), ylim=(-3, 3), xlabel="depth t = l / L", ylabel="one unit of $x_l$", title="One curve, or two?"
    )
    gap.set(xscale="log", yscale="log", xlim=(7, 150), ylim=(1e-4, 100), xlabel="blocks L", title="Does it settle?")
    gap.set(ylabel="distance of L from 2 L")
    gap.set_xticks(DEPTHS, [str(depth) for depth in DEPTHS])
    gap.minorticks_off()
    artists = {"deep": path.plot([], [], **line("theory"), label="2 L blocks")[0]}
    artists["shallow"] = path.plot([], [], **line("residual"), label="L blocks")[0]
    artists["gaps"] = {kind: gap.plot([], [], **WEIGHTS[kind], label=kind)[0] for kind in KINDS}
    artists["here"] = gap.plot([], [], "o", color="black", fillstyle="none", markersize=13)[0]
    artists["legends"] = [
        path.legend(loc="upper left", ncols=2),
        gap.legend(loc="upper center", ncols=2, columnspacing=0.8, handlelength=1.6),
    ]
    return artists


def _draw(artists, data):
    for name, states in (("deep", data.deep), ("shallow", data.shallow)):
        artists[name].set_data(torch.linspace(0, 1, len(states)), states)
    for kind, drawn in artists["gaps"].items():
        drawn.set_data(data.gaps[kind].depths, data.gaps[kind].gaps)
    artists["here"].set_data([data.depth], [_gap(data)])


def _readout(data):
    refinement = data.gaps[data.kind]
    order = -convergence_order(refinement.depths, refinement.gaps)
    return (
        f"{data.kind} weights: doubling {data.depth} blocks moves the output by {_gap(data):.1%}. Over all depths "
        f"here the distance goes like L to the power {-order:.2f}."
    )


def _gap(data):
    return data.gaps[data.kind].gaps[DEPTHS.index(data.depth)].item()


@functools.cache
def _all_gaps(seed):
    return {kind: refine(kind, DEPTHS, seed=seed) for kind in KINDS}


@functools.lru_cache(maxsize=64)
def _path(kind, depth, seed):
    """The first unit of the first input of `refine`, after each block, `(depth + 1,)`."""
    x = torch.randn(16, 16, generator=torch.Generator().manual_seed(1000 + seed), dtype=torch.float64)[:1]
    states = [x]
    for weight in depth_weights(kind, depth, seed=seed):
        states.append(torch.addmm(states[-1], torch.tanh(states[-1]), weight))
    return torch.cat(states)[:, 0]
