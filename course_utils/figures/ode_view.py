"""The figures of chapter 5: weights along the depth, and what doubling the depth does to a trained network."""

import pandas
import torch

from course_utils.figures import COLOURS, CourseFigure, new_figure, styled

# Weights along the depth, on every page of the chapter: blue takes full steps, green is what begins smooth (so
# that there is a continuous limit), grey and black are noise.
WEIGHTS = {
    "full": {"color": COLOURS["residual"], "linestyle": "-", "marker": "o"},
    "independent": {"color": COLOURS["quiet"], "linestyle": "--", "marker": "s"},
    "Brownian": {"color": COLOURS["theory"], "linestyle": ":", "marker": "D"},
    "smooth": {"color": COLOURS["continuous"], "linestyle": "-", "marker": "v", "fillstyle": "none"},
    "tied": {"color": COLOURS["continuous"], "linestyle": "-.", "marker": "^"},
    "zero": {"color": COLOURS["continuous"], "linestyle": ":", "marker": "P"},
}


@styled
def settling(
    weights: dict[str, torch.Tensor], learned: dict[str, torch.Tensor], moved: pandas.DataFrame, scale: str = "page"
) -> CourseFigure:
    """A trained weight along the depth, what training added to it, and how far the function moves from L to 2 L.

    `weights` and `learned` map starts to `(L, width, width)`; drawn is the entry that training moved most, over its
    size. `moved` has the columns start, depth, seed, moved (relative): thin lines for seeds, strong ones for medians.
    """
    figure, (left, middle, right) = new_figure(3, width=9.5, height=3.3, scale=scale)
    entries = {start: change.square().sum(0).argmax().item() for start, change in learned.items()}
    _along_depth(left, weights, entries)
    _along_depth(middle, learned, entries)
    left.set(ylabel="over its largest value", title="A trained weight")
    left.legend(loc="upper center", ncols=2)
    middle.set(title="What training added")
    _settling(right, moved)
    return figure


def _along_depth(axes, weights, entries):
    """One entry of each block's weights over the depth, a line a start; `entries` counts in the flattened matrix."""
    for start, stack in weights.items():
        entry = stack.flatten(1)[:, entries[start]].detach().cpu()
        where = torch.linspace(0, 1, len(entry))
        axes.plot(where, entry / entry.abs().max(), **WEIGHTS[start], markersize=3, label=start)
    axes.set(xlabel="depth t = l / L", ylim=(-1.1, 1.6))


def _settling(axes, moved):
    """How far the function moves from L to 2 L blocks, on logarithmic axes; a straight line's slope is an order."""
    for start, runs in moved.groupby("start", sort=False):
        curves = runs.pivot(index="seed", columns="depth", values="moved")
        how = WEIGHTS[start]
        for _, curve in curves.iterrows():
            axes.plot(curves.columns, curve, color=how["color"], linewidth=0.7, alpha=0.5)
        axes.plot(curves.columns, curves.median(), **how, label=start)
    depths = sorted(moved.depth.unique())
    axes.set(xscale="log", yscale="log", xlabel="blocks L", ylabel="output moves from L to 2 L by", ylim=(1e-3, 20))
    axes.set_title("Only the tied start settles")
    axes.set_xticks(depths, [str(depth) for depth in depths])
    axes.minorticks_off()
    axes.legend(loc="upper right", ncols=2)
