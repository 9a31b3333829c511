"""A whole ImageNet network from its recipe: where its parameters are, and where its work."""

from dataclasses import dataclass

from course_utils.figures import COLOURS
from course_utils.networks import on_paper
from course_utils.networks.imagenet import NAMES, RECIPES, ResNetRecipe, stage_plans
from course_utils.panels.controls import Choice, Slider
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture

PARTS = ("stem", "stage 1", "stage 2", "stage 3", "stage 4", "head")


@dataclass(frozen=True)
class Network:
    """A recipe, the parameters and multiply-adds of each part, and the name of the network if it has one."""

    recipe: ResNetRecipe
    parameters: list[int]
    multiply_adds: list[int]
    name: str


def network_configurator(scale: str | None = None) -> Panel:
    """Block, counts, width and groups of a four-stage network; its parameters and multiply-adds, part by part."""
    controls = [
        Choice("block", "block", ("basic", "bottleneck"), "bottleneck"),
        Slider("stage3", "blocks in stage 3", 1, 40, 1, 6),
        Choice("width", "width of stage 1", (32, 64, 128, 256), 64),
    ]
    counts = {"stage1": 3, "stage2": 4, "stage4": 3}
    more = [Slider(name, f"blocks in stage {name[-1]}", 1, 10, 1, count) for name, count in counts.items()]
    bottleneck = lambda at: at["block"] == "bottleneck"  # noqa: E731
    more.append(Choice("groups", "groups of the 3×3", (1, 2, 4, 8, 16, 32), 1, when=bottleneck))
    picture = Picture(_setup, _draw, (7.6, 3.2), scale)
    return Panel("Network configurator", _compute, picture, _readout, controls=controls, more=more)


def _compute(block, width, groups, **blocks):
    counts = tuple(blocks[f"stage{number}"] for number in (1, 2, 3, 4))
    recipe = ResNetRecipe(block, counts, width, groups if block == "bottleneck" else 1)
    plans = stage_plans(recipe)
    spent = [[total(plans[part]) for part in PARTS] for total in (on_paper.parameters, on_paper.multiply_adds)]
    names = [NAMES[name] for name, known in RECIPES.items() if known == recipe]
    return Network(recipe, *spent, names[0] if names else "")


def _setup(figure):
    row = figure.subplots(1, 2)
    artists = []
    for axes, what in zip(row, ("parameters", "multiply-adds"), strict=True):
        axes.set(ylim=(0, 105), xticks=range(6), xticklabels=[part.replace("stage ", "") for part in PARTS])
        axes.set(xlabel="stem, stages 1 to 4, head", ylabel=f"share of the {what} (%)")
        axes.grid(visible=False, axis="x")
        colours = [COLOURS["quiet"], *[COLOURS["residual"]] * 4, COLOURS["quiet"]]
        bars = list(axes.bar(range(6), [0] * 6, color=colours))
        artists.append(
            {"bars": bars, "title": axes.set_title("0 million"), "labels": [axes.text(x, 0, "") for x in range(6)]}
        )
    for label in (label for part in artists for label in part["labels"]):
        label.set_horizontalalignment("center")
    return artists


def _draw(artists, data):
    titles = f"{_total(data.parameters)} parameters", f"{_total(data.multiply_adds)} multiply-adds"
    for part, title, values in zip(artists, titles, (data.parameters, data.multiply_adds), strict=True):
        part["title"].set_text(title)
        for bar, label, value in zip(part["bars"], part["labels"], values, strict=True):
            share = 100 * value / sum(values)
            bar.set_height(share)
            label.set_text(f"{share:.0f}")
            label.set_y(share + 1)


def _total(values):
    whole = sum(values)
    return f"{whole / 1e9:.2f} billion" if whole > 1e9 else f"{whole / 1e6:.2f} million"


def _readout(data):
    recipe, name = data.recipe, data.name or f"A network of {data.recipe.depth} weight layers"
    groups = f", {recipe.groups} groups" if recipe.groups > 1 else ""
    return (
        f"{name}: {recipe.block} blocks {', '.join(map(str, recipe.counts))}, width {recipe.width}{groups}: "
        f"{sum(data.parameters):,} parameters, {sum(data.multiply_adds):,} multiply-adds for one image of 224 × 224."
    )
