"""The figures of chapter 1: degradation over depth, measured and published; shares of the stream; valleys; regions."""

import pandas
import torch

from course_utils.figures import CLASSES, LINES, CourseFigure, new_figure, seeds_and_median, styled


@styled
def degradation(results: pandas.DataFrame, scale: str | None = None) -> CourseFigure:
    """Training loss and test error over depth, plain and residual: thin lines for seeds, strong ones for the median.

    `results` has the columns depth, shortcut ("none" or another), seed, loss, test_error (a share, 0 to 1). The titles
    say what was found: that the plain networks' median rises with every step of depth, or no order.
    """
    figure, (left, right) = new_figure(2, scale=scale)
    _over_depth(left, results, "loss")
    _over_depth(right, results, "test_error", 100)
    fits, tests = (_rises(results, value) for value in ("loss", "test_error"))
    left.set(ylabel="training loss", title="Deeper plain nets fit worse …" if fits else "Training loss over depth")
    right.set(ylabel="test error (%)", title="… and so they test worse" if fits and tests else "Test error over depth")
    left.legend()
    return figure


@styled
def published_beside_measured(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str | None = None
) -> CourseFigure:
    """Training loss and test error over depth as measured, and published test errors in axes of their own.

    `results` as for `degradation`; `published` has the columns depth and test_error (a share, 0 to 1) of residual
    networks. `setting` says in a few words what was measured on.
    """
    figure, (loss, test, paper) = new_figure(3, width=9.0, scale=scale)
    _over_depth(loss, results, "loss")
    _over_depth(test, results, "test_error", 100)
    loss.set(ylabel="training loss", title=f"Measured: {setting or 'here'}")
    test.set(ylabel="test error (%)", title=f"Measured: {setting or 'here'}")
    paper.plot(published.depth, 100 * published.test_error, **LINES["residual"], fillstyle="none")
    paper.set(xlabel="depth (weight layers)", ylabel="test error (%)", title="Published: CIFAR-10")
    paper.set(xticks=published.depth, ylim=(0, 110 * published.test_error.max()))
    paper.text(0.03, 0.05, "residual, He et al. 2015,\ntable 6; plain: none given", transform=paper.transAxes)
    loss.legend()
    return figure


@styled
def shares_of_the_stream(shares: dict[str, torch.Tensor], scale: str | None = None) -> CourseFigure:
    """`l Var F / Var x_l` over the number l of the block, from 1: for each kind `(seeds, L)`, thin seeds and a median.

    The first kind has the residual colour, the others those of what is set against it.
    """
    figure, axes = new_figure(height=3.0, scale=scale)
    for (name, values), look in zip(shares.items(), ("residual", "gated", "plain"), strict=False):
        number = torch.arange(1, values.shape[1] + 1)
        for row in values:
            axes.plot(number, number * row, color=LINES[look]["color"], linewidth=0.7, alpha=0.5)
        axes.plot(number, number * values.median(0).values, **LINES[look], label=name, markevery=6, markersize=4)
    axes.axhline(1, **LINES["theory"], label="one part in l")
    axes.set(yscale="log", xlabel="block l, from 1", ylabel="l times the branch's share")
    axes.set_title("A norm in the branch leaves block l one part in l")
    axes.legend(ncols=2, fontsize="small")
    return figure


@styled
def valleys(
    distances: torch.Tensor, pairs: dict[str, dict[str, tuple[str, torch.Tensor]]], scale: str | None = None
) -> CourseFigure:
    """The loss along random directions: a pair of axes for each of the `pairs`, with a title each.

    `pairs[title][name]` is a kind of line ("plain", "residual") and the curves `(n, K)` over the `distances` `(K,)`.
    """
    figure, row = new_figure(len(pairs), scale=scale, sharey=True)
    for axes, (title, curves) in zip(row, pairs.items(), strict=True):
        for name, (kind, losses) in curves.items():
            look = LINES[kind] | {"marker": ""}
            axes.plot(distances, losses.T, color=look["color"], linewidth=0.6, alpha=0.5)
            axes.plot(distances, losses.median(0).values, **look, label=name)
        axes.set(xlabel="distance (filter lengths)", title=title)
        axes.legend(fontsize="small", loc="upper center")
    row[0].set(ylabel="loss of 256 training digits", ylim=(0, 4.5))
    return figure


@styled
@torch.no_grad()
def decision_regions(networks: dict[str, torch.nn.Module], data, scale: str | None = None) -> CourseFigure:
    """Where each network answers which of two classes, under the training points of a 2-D `data.Dataset`."""
    figure, row = new_figure(len(networks), height=1.9, scale=scale, sharex=True, sharey=True)
    ticks = torch.linspace(-1.15, 1.15, 120)
    grid = torch.stack(torch.meshgrid(ticks, ticks, indexing="xy"), -1)
    for axes, (name, network) in zip(row, networks.items(), strict=True):
        answer = network(grid.flatten(0, 1)).argmax(1).view(grid.shape[:2])
        axes.contourf(ticks, ticks, answer, levels=[-0.5, 0.5, 1.5], colors=CLASSES, alpha=0.3)
        for label, (colour, marker) in enumerate(zip(CLASSES, "o^", strict=True)):
            points = data.train_inputs[data.train_labels == label]
            axes.plot(*points.T, marker, color=colour, markersize=2)
        axes.set(title=name, aspect="equal", xticks=[], yticks=[])
        axes.grid(visible=False)
    return figure


def _rises(results, column):
    """Whether the plain networks' median of `column` rises at every step of depth; what diverged counts as worst."""
    plain = results[results.shortcut == "none"].fillna({column: float("inf")})
    medians = plain.groupby("depth")[column].median()
    return len(medians) > 1 and bool((medians.diff().iloc[1:] > 0).all())


def _over_depth(axes, results, column, factor=1):
    """Each shortcut's median over the seeds as a strong line, each seed as a thin one."""
    for shortcut, runs in results.groupby("shortcut", sort=False):
        kind = "plain" if shortcut == "none" else "residual"
        marker = {"marker": "D"} if shortcut == "projection" else {}
        label = f"{kind}, projection" if marker else kind
        scaled = runs.assign(value=factor * runs[column])
        seeds_and_median(axes, scaled, "depth", "value", LINES[kind] | marker, label)
    axes.set(xlabel="depth (weight layers)", xticks=sorted(results.depth.unique()), ylim=(0, None))
