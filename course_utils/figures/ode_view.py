"""The figures of chapter 5: weights along the depth, networks made deeper, four models beside a published table."""

import pandas
import torch

from course_utils.figures import (
    COLOURS,
    LINES,
    SCALES,
    CourseFigure,
    new_figure,
    seeds_and_median,
    seeds_in_a_row,
    styled,
)

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
MODELS = {"residual": "residual", "tied": "residual", "RK4": "continuous", "ODE": "continuous"}


@styled
def settling(
    weights: dict[str, torch.Tensor],
    learned: dict[str, torch.Tensor],
    moved: pandas.DataFrame,
    scale: str | None = None,
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
        seeds_and_median(axes, runs, "depth", "moved", WEIGHTS[start], start)
    depths = sorted(moved.depth.unique())
    axes.set(xscale="log", yscale="log", xlabel="blocks L", ylabel="output moves from L to 2 L by", ylim=(1e-3, 20))
    axes.set_title("Only the tied start settles")
    axes.set_xticks(depths, [str(depth) for depth in depths])
    axes.minorticks_off()
    axes.legend(loc="upper right", ncols=2)


@styled
def models_beside_published(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str | None = None
) -> CourseFigure:
    """Test error, evaluations and memory of each model here, a mark a seed and a bar at the median; published errors.

    `results` has the columns model, test_error (a share), forward, backward, kept (bytes a picture); `published` has
    model, test_error, parameters. Blue: blocks and Euler steps; green: solvers.
    """
    figure, row = new_figure(4, width=9.5, height=2.7, scale=scale, sharey=True)
    order = results.model.drop_duplicates().tolist()[::-1]
    measured = (100 * results.test_error, results.forward + results.backward, results.kept / 1024)
    for axes, values in zip(row, measured, strict=False):
        for place, model in enumerate(order):
            look = LINES[MODELS.get(model, "residual")]
            seeds_in_a_row(axes, values[results.model == model], place, look, scale)
    for paper in published.itertuples():
        if paper.model in order:
            how = LINES[MODELS[paper.model]] | {"linestyle": "", "fillstyle": "none"}
            row[3].plot([100 * paper.test_error], [order.index(paper.model)], **how)
            text = f"{paper.parameters / 1e6:.2f} M parameters"
            row[3].text(100 * paper.test_error, order.index(paper.model) + 0.3, text, ha="center", fontsize="small")
    row[0].set(yticks=range(len(order)), yticklabels=order, ylim=(-0.6, len(order) - 0.2), xlabel="test error (%)")
    row[0].set(title=f"Measured: {setting or 'here'}", xlim=(0, None))
    row[1].set(xlabel="evaluations, both ways", xlim=(0, None))
    row[2].set(xlabel="kept a picture (KB)", xscale="log")
    row[3].set(xlabel="test error (%)", xlim=(0, 0.8), title="Published: MNIST")
    return figure


@styled
def depth_refinement(random: pandas.DataFrame, trained: pandas.DataFrame, scale: str | None = None) -> CourseFigure:
    """How far the output moves when the depth is doubled: random stacks, and trained ones. Log-log, slopes are orders.

    `random` has the columns kind, seed, depth, gap, and `trained` start, seed, depth, doubled_gap (both relative).
    """
    figure, (left, right) = new_figure(2, width=9.0, height=3.5, scale=scale)
    _over_depth(left, random.rename(columns={"kind": "name"}), "gap")
    _over_depth(right, trained.rename(columns={"start": "name"}), "doubled_gap")
    left.set(ylabel="output moves by (relative)", title="Random: smooth weights settle")
    right.set(ylabel="logits move by (relative)", title="Trained: it depends on the start")
    return figure


def _over_depth(axes, table, column):
    """Thin lines for seeds, strong ones for the medians; the legend stands beside the axes."""
    for name, runs in table.groupby("name", sort=False):
        seeds_and_median(axes, runs, "depth", column, WEIGHTS[name], name)
    depths = sorted(table.depth.unique())
    axes.set(xscale="log", yscale="log", xlabel="blocks L")
    axes.set_xticks(depths, [str(depth) for depth in depths])
    axes.minorticks_off()
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


@styled
def where_noise_lands(
    points: torch.Tensor, landed: dict[str, dict[int, torch.Tensor]], scale: str | None = None
) -> CourseFigure:
    """Samples of flows, a row for each way of learning and a column for each number of Euler steps, over the data.

    `points` are the data, `(N, 2)`; `landed[way][steps]` the samples, `(M, 2)`.
    """
    columns = len(next(iter(landed.values())))
    factor = SCALES[scale]
    figure = CourseFigure(figsize=((2.1 * columns + 0.5) * factor, (2.1 * len(landed) + 0.4) * factor))
    grid = figure.subplots(len(landed), columns, sharex=True, sharey=True, squeeze=False)
    looks = (COLOURS["continuous"], COLOURS["residual"])
    for (way, samples), row, colour in zip(landed.items(), grid, looks, strict=False):
        for (steps, sample), axes in zip(samples.items(), row, strict=True):
            axes.plot(*points.T.cpu(), ".", color=COLOURS["quiet"], markersize=1, label="data")
            axes.plot(*sample.T.cpu(), ".", color=colour, markersize=2, label=way)
            axes.set(xlim=(-2.4, 2.4), ylim=(-2.4, 2.4), xticks=[], yticks=[], aspect="equal")
            if axes in grid[0]:
                axes.set_title(f"{steps} Euler step{'s' if steps > 1 else ''}")
        row[0].set_ylabel(way)
    figure.alternative = f"{columns} pictures a row of where noise lands, for {' and '.join(landed)}, over the data"
    return figure
