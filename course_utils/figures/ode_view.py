"""The figures of chapter 5: weights along the depth, and what doubling the depth does to a trained network."""

import pandas
import torch

from course_utils.figures import COLOURS, CourseFigure, new_figure, styled

# Weights along the depth, on every page of the chapter: blue is the ResNet's own recipe, green what begins smooth (so
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
def settling(weights: dict[str, torch.Tensor], moved: pandas.DataFrame, scale: str = "page") -> CourseFigure:
    """One trained weight along the depth, and how far the trained function moves from L to 2 L blocks.

    `weights` maps starts to `(L, width, width)`; what is drawn is the entry (0, 1) of each block, over its size.
    `moved` has the columns start, depth, seed, moved (relative): thin lines for seeds, strong ones for medians.
    """
    figure, (left, right) = new_figure(2, height=3.4, scale=scale)
    for start, stack in weights.items():
        entry = stack[:, 0, 1].detach().cpu()
        left.plot(
            torch.linspace(0, 1, len(entry)), entry / entry.abs().max(), **WEIGHTS[start], markersize=3, label=start
        )
    for start, runs in moved.groupby("start", sort=False):
        curves = runs.pivot(index="seed", columns="depth", values="moved")
        how = WEIGHTS[start]
        for _, curve in curves.iterrows():
            right.plot(curves.columns, curve, color=how["color"], linewidth=0.7, alpha=0.5)
        right.plot(curves.columns, curves.median(), **how, label=start)
    depths = sorted(moved.depth.unique())
    left.set(
        xlabel="depth t = l / L",
        ylabel="one weight, over its largest value",
        title="After training: a curve, and noise",
    )
    left.set(ylim=(-1.1, 1.6))
    left.legend(loc="upper center", ncols=2)
    right.set(xscale="log", yscale="log", xlabel="blocks L", ylabel="output moves from L to 2 L by")
    right.set(title="Only the tied start settles", ylim=(1e-3, 6))
    right.set_xticks(depths, [str(depth) for depth in depths])
    right.minorticks_off()
    right.legend(loc="upper right", ncols=3)
    return figure
