"""Rates over depth: choose the learning rate at one depth, and use it at the others."""

from dataclasses import dataclass

import pandas

from course_utils.figures import COLOURS, LINES
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import counted, number

WORST = 4.0  # a loss above, or one that is no number, is drawn at the upper edge
BLUE = {"color": COLOURS["residual"]}  # all of these networks are residual
LOOKS = tuple(BLUE | {"linestyle": style, "marker": mark} for style, mark in (("-", "o"), ("--", "s"), (":", "^")))


@dataclass(frozen=True)
class Carried:
    """Median losses of one rule `{depth: {rate: loss}}`, and the rate that is the best at depth `tuned`."""

    rule: str
    tuned: int
    losses: dict[int, dict[float, float]]

    @property
    def rate(self) -> float:
        """The best rate at the depth at which it was tuned."""
        return best_rate(self.losses[self.tuned])

    @property
    def carried(self) -> list[float]:
        """Loss of every depth at that rate."""
        return [losses[self.rate] for losses in self.losses.values()]

    @property
    def best(self) -> list[float]:
        """Loss of every depth at its own best rate."""
        return [min(losses.values()) for losses in self.losses.values()]


def best_rate(losses: dict[float, float]) -> float:
    """The rate with the smallest of the losses `{rate: loss}`."""
    return min(losses, key=losses.get)


def rate_transfer(results: pandas.DataFrame, scale: str | None = None) -> Panel:
    """Losses over the rate for up to three depths, and what a rate chosen at one of them does at the others.

    `results` has the columns rule, depth, rate, seed, loss: every rule with the same depths, each with its own rates.
    """
    rules, depths = tuple(dict.fromkeys(results.rule)), tuple(sorted(set(results.depth)))
    medians = results.groupby(["rule", "depth", "rate"]).loss.median()

    def compute(rule, tuned):
        return Carried(rule, tuned, {depth: medians[rule, depth].to_dict() for depth in depths})

    controls = [
        Choice("rule", "rule", rules, rules[0]),
        Choice("tuned", "rate chosen at L", depths, depths[0]),
    ]
    seeds = results.seed.nunique()
    ends = results.rate.min(), results.rate.max()
    picture = Picture(lambda figure: _setup(depths, ends, seeds, figure), _draw, scale=scale)
    return Panel("Rates over depth", compute, picture, _readout, controls=controls)


def _setup(depths, ends, seeds, figure):
    over_rate, over_depth = figure.subplots(1, 2, sharey=True)
    over_rate.set(xscale="log", xlim=(ends[0] / 1.3, ends[1] * 1.3), ylim=(0.05, WORST * 1.7), yscale="log")
    over_depth.text(-0.4, WORST * 1.15, "no training", fontsize="small", color="#555555")
    over_rate.set_xscale("log", base=2)
    over_rate.set(xlabel="learning rate", ylabel=f"training loss, median of {counted(seeds, 'seed')}")
    over_depth.set(xlim=(-0.5, len(depths) - 0.5), xlabel="blocks L", xticks=range(len(depths)), xticklabels=depths)
    artists = {
        "depths": [
            over_rate.plot([], [], **look, label=f"L = {depth}")[0] for look, depth in zip(LOOKS, depths, strict=False)
        ],
        "now": over_rate.axvline(1.0, color=COLOURS["quiet"], linewidth=1.2),
        "carried": over_depth.plot([], [], **LINES["residual"], label="at the chosen rate")[0],
        "best": over_depth.plot([], [], **LINES["theory"] | {"marker": "D"}, label="each at its own best")[0],
        "title": over_rate.set_title("x + f/sqrt(L): rate 0.0000"),
        "finding": over_depth.set_title("The rate does not carry over"),
    }
    over_rate.legend(loc="lower left")
    over_depth.legend(loc="lower left")
    return artists


def _draw(artists, data):
    for drawn, losses in zip(artists["depths"], data.losses.values(), strict=True):
        drawn.set_data(list(losses), [min(loss, WORST) for loss in losses.values()])
    artists["now"].set_xdata([data.rate, data.rate])
    places = range(len(data.losses))
    artists["carried"].set_data(places, [min(loss, WORST) for loss in data.carried])
    artists["best"].set_data(places, [min(loss, WORST) for loss in data.best])
    artists["title"].set_text(f"{data.rule}: rate {number(data.rate)}")
    kept = carries(data)
    artists["finding"].set_text("The rate carries over" if kept else "The rate does not carry over")


def carries(data: Carried) -> bool:
    """Whether the chosen rate does at every depth at most half worse than the best one there, and trains at all."""
    return all(loss < 1.5 * best and loss < 1 for loss, best in zip(data.carried, data.best, strict=True))


def _readout(data):
    def said(loss):
        return number(loss) if loss < WORST else "no training"

    parts = [
        f"L = {depth}: {said(loss)} (its own best {said(best)})"
        for depth, loss, best in zip(data.losses, data.carried, data.best, strict=True)
    ]
    return f"{data.rule}, rate {number(data.rate)}, the best at L = {data.tuned}. Loss at {'; '.join(parts)}."
