"""The figures of chapter 5's lab: one branch in four networks beside a published table, and networks made deeper."""

import pandas

from course_utils.figures import COLOURS, LINES, SCALES, CourseFigure, new_figure, styled
from course_utils.figures.ode_view import WEIGHTS

KINDS = {"residual": "residual", "tied": "residual", "RK4": "continuous", "ODE": "continuous"}


@styled
def models_beside_published(
    results: pandas.DataFrame, published: pandas.DataFrame, setting: str = "", scale: str = "page"
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
            own, kind = values[results.model == model], KINDS.get(model, "residual")
            axes.plot(own, [place] * len(own), **LINES[kind] | {"linestyle": ""}, alpha=0.6)
            axes.plot([own.median()], [place], "|", color=COLOURS[kind], markersize=18 * SCALES[scale])
    for paper in published.itertuples():
        if paper.model in order:
            how = LINES[KINDS[paper.model]] | {"linestyle": "", "fillstyle": "none"}
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
def depth_refinement(random: pandas.DataFrame, trained: pandas.DataFrame, scale: str = "page") -> CourseFigure:
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
        curves = runs.pivot(index="seed", columns="depth", values=column)
        how = WEIGHTS[name]
        for _, curve in curves.iterrows():
            axes.plot(curves.columns, curve, color=how["color"], linewidth=0.7, alpha=0.5)
        axes.plot(curves.columns, curves.median(), **how, label=name)
    depths = sorted(table.depth.unique())
    axes.set(xscale="log", yscale="log", xlabel="blocks L")
    axes.set_xticks(depths, [str(depth) for depth in depths])
    axes.minorticks_off()
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
