"""Four kinds of network for one budget: how wide each may be, and what it spends in the other currencies."""

from dataclasses import dataclass

from course_utils.cost.designs import Design, solve
from course_utils.figures import COLOURS
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

KINDS = ("basic, as given", "bottleneck", "ResNeXt", "wide: a third of the blocks")
CURRENCIES = ("parameters", "multiply-adds", "memory kept")
COLOUR_OF = {"parameters": "#004A74", "multiply-adds": "#4F9BCB", "memory kept": "#B58900"}
HIGHEST = 4.2


@dataclass(frozen=True)
class Rivals:
    """One design of each kind, and its three costs as multiples of the basic network's."""

    designs: dict[str, Design]
    spent: dict[str, dict[str, float]]
    currency: str


def equal_budget(scale: str | None = None) -> Panel:
    """Networks of the same parameters, or the same multiply-adds: width, and the price in the other currencies."""
    controls = [
        Choice("currency", "equal in", ("parameters", "multiply-adds"), "parameters"),
        Slider("blocks", "basic blocks a stage", 3, 18, 3, 9),
        Choice("width", "basic width", (16, 32, 64), 16),
    ]
    more = [
        Choice("groups", "groups of ResNeXt", (2, 4, 8, 16), 4),
        Choice("resolution", "pixels a side", (8, 16, 32), 32, when=lambda at: at["currency"] == "multiply-adds"),
    ]
    picture = Picture(_setup, _draw, (7.6, 3.4), scale)
    return Panel("Equal budgets", _compute, picture, _readout, controls=controls, more=more)


def _compute(currency, blocks, width, groups, resolution):
    name, deep = currency.replace("-", "_"), max(1, round(2 * blocks / 3))
    basic = Design("basic", blocks, width, resolution=resolution)
    budget = basic.spends(name)
    designs = [
        basic,
        solve("bottleneck", budget, name, deep, resolution=resolution),
        solve("resnext", budget, name, deep, groups, resolution),
        solve("basic", budget, name, blocks // 3, resolution=resolution),
    ]
    spent = [_spent(design) for design in designs]
    relative = [{key: prices[key] / spent[0][key] for key in CURRENCIES} for prices in spent]
    return Rivals(dict(zip(KINDS, designs, strict=True)), dict(zip(KINDS, relative, strict=True)), currency)


def _spent(design):
    values = design.spends("parameters"), design.spends("multiply_adds"), design.kept()
    return dict(zip(CURRENCIES, values, strict=True))


def _setup(figure):
    axes = figure.subplots()
    axes.set(xlim=(-0.6, 3.6), ylim=(0, HIGHEST), ylabel="times the basic network's", xticks=[])
    axes.grid(visible=False, axis="x")
    axes.axhline(1, color=COLOURS["theory"], linewidth=1)
    bars = {
        name: list(axes.bar([x + 0.25 * shift for x in range(4)], [0] * 4, 0.23, color=COLOUR_OF[name], label=name))
        for shift, name in zip((-1, 0, 1), CURRENCIES, strict=True)
    }
    labels = [axes.text(x, -0.1, "", ha="center", va="top") for x in range(4)]
    axes.set_xlabel("\n\n")
    legend = axes.legend(loc="upper left", ncols=3)
    title = axes.set_title("Equal")
    return {"bars": bars, "labels": labels, "legend": legend, "title": title}


def _draw(artists, data):
    for name, bars in artists["bars"].items():
        for bar, kind in zip(bars, KINDS, strict=True):
            bar.set_height(data.spent[kind][name])
    for label, (kind, design) in zip(artists["labels"], data.designs.items(), strict=True):
        label.set_text(f"{kind.split(',')[0].split(':')[0]}\n{design.depth} layers\nwidth {design.width}")
    near = max(abs(spent[data.currency] - 1) for spent in data.spent.values()) < 0.1
    equal = f"Equal in {data.currency}" if near else f"As near in {data.currency} as groups allow"
    artists["title"].set_text(f"{equal}, unequal in memory")


def _readout(data):
    sizes = ", ".join(f"{kind.split(',')[0].split(':')[0]} {d.width}" for kind, d in data.designs.items())
    most = max(KINDS, key=lambda kind: data.spent[kind]["memory kept"])
    least = min(KINDS, key=lambda kind: data.spent[kind]["memory kept"])
    return (
        f"{data.designs[KINDS[0]].spends(data.currency.replace('-', '_')):,} {data.currency}. Widths: {sizes}. "
        f"Memory kept, times the basic network's: {data.spent[least]['memory kept']:.2f} ({least.split(':')[0]}) "
        f"to {data.spent[most]['memory kept']:.2f} ({most.split(':')[0]})."
    )
