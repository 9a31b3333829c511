"""Plain and residual, up to a thousand blocks deep, trained side by side while one watches."""

import functools
import math
from dataclasses import replace

from course_utils.data import Dataset
from course_utils.figures import COLOURS, line
from course_utils.networks.deep_stack import DeepStack
from course_utils.networks.staged import seeded
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe
from course_utils.training.side_by_side import Race, race

BLOCKS = {"10 blocks": 10, "100 blocks": 100, "1000 blocks": 1000}
RATES = {"0.0005": 5e-4, "0.002": 2e-3, "0.008": 8e-3}
LEARNS = 0.5  # an accuracy that guessing does not reach
TWINS = {"plain": "none", "residual": "identity"}
RECIPE = Recipe(epochs=6, optimiser="adam", weight_decay=0)


def twins(blocks: int, seed: int = 0) -> dict[str, DeepStack]:
    """A plain and a residual `DeepStack` that start from the same weights."""
    networks = {}
    for name, shortcut in TWINS.items():
        with seeded(seed):
            networks[name] = DeepStack(blocks, shortcut=shortcut)
    return networks


def thousand_blocks(data: Dataset, initial: Race | None = None, scale: str | None = None) -> Panel:
    """Plain and residual, a thousand blocks deep, trained side by side while you watch: press Run.

    `initial` is the race to show before the first run. Runs on the CPU, six epochs of Adam.
    """

    def compute(blocks, rate, seed):
        recipe = replace(RECIPE, learning_rate=RATES[rate])
        yield from race(twins(BLOCKS[blocks], int(seed[-1])), data, recipe, int(seed[-1]), choose_hardware("cpu"))

    controls = [
        Choice("blocks", "depth", tuple(BLOCKS), "1000 blocks"),
        Choice("rate", "learning rate", tuple(RATES), "0.002"),
        Choice("seed", "seed", ("seed 0", "seed 1", "seed 2"), "seed 0"),
    ]
    steps = RECIPE.epochs * math.ceil(len(data.train_labels) / RECIPE.batch_size)
    picture = Picture(functools.partial(_setup, steps), _draw, scale=scale)
    panel = Panel("A thousand blocks", compute, picture, _readout, controls=controls)
    return panel if initial is None else panel.begin_with(initial)


def _setup(steps, figure):
    loss, accuracy = figure.subplots(1, 2)
    loss.set(xlim=(0, steps), ylim=(0, 3), xlabel="step of training", ylabel="loss of the batch")
    loss.set(title="The same weights at the start")
    accuracy.set(xlim=(0, steps), ylim=(0, 1.02), xlabel="step of training", ylabel="accuracy, mean of 10 batches")
    accuracy.axhline(0.1, color=COLOURS["quiet"], linewidth=1)
    accuracy.text(steps, 0.03, "guessing", ha="right", color="#555555")
    lines = {name: [axes.plot([], [], **line(name), label=name)[0] for axes in (loss, accuracy)] for name in TWINS}
    loss.legend(loc="upper right", ncols=2)  # in sight before the first run, so not among what moves
    return lines | {"finding": accuracy.set_title("Who learns?")}


def _draw(artists, data):
    for name in TWINS:
        loss, accuracy = artists[name]
        lane, count = data.lanes[name], data.step
        loss.set_data(range(count), [min(value, 9) for value in lane.losses[:count]])
        means = [sum(lane.accuracies[max(0, i - 9) : i + 1]) / min(i + 1, 10) for i in range(count)]
        accuracy.set_data(range(count), means)
    learns = [name for name in TWINS if data.lanes[name].recent() > LEARNS]
    who = "both" if len(learns) == 2 else "".join(learns) or "neither"
    artists["finding"].set_text(f"Above {LEARNS:.0%} so far: {who}")


def _readout(data):
    recent = ", ".join(f"{name} {data.lanes[name].recent():.0%}" for name in TWINS)
    return f"Step {data.step} of {data.steps}: accuracy on the last ten training batches {recent}."
