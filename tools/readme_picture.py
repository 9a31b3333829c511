"""Train the picture of README.md again: plain and residual twins at three depths, three seeds, on the CPU.

    python -m tools.readme_picture              train, draw, and write the numbers into README.md (about 40 s)
    python -m tools.readme_picture --draw-only  draw again from docs/pictures/degradation.json

The picture, its numbers (docs/pictures/degradation.json) and the lines of README.md between `<!-- degradation -->` and
`<!-- /degradation -->` are always written together; tests/test_readme.py holds that they agree.
"""

import argparse
import json
import sys
import time
from statistics import median

import matplotlib
import numpy
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_utils.data import digits
from course_utils.figures import LINES, new_figure, style
from course_utils.networks.staged import CifarNet, seeded
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe, evaluate, train
from tools.files import COURSE, replace_file

PICTURE = COURSE / "docs" / "pictures" / "degradation.png"
NUMBERS = PICTURE.with_suffix(".json")
README = COURSE / "README.md"
BEGIN, END = "<!-- degradation -->", "<!-- /degradation -->"

DEPTHS, SEEDS, WIDTHS, EPOCHS = (8, 20, 56), (0, 1, 2), (8, 16, 32), 6
TWINS = {"plain": "none", "residual": "identity"}


def wrong(depth, shortcut, seed, data, recipe):
    """Train one network and return the share of the training digits that it then reads wrongly, in per cent."""
    with seeded(seed):
        network = CifarNet(depth, shortcut, WIDTHS, in_channels=1)
    train(network, data, recipe, seed, choose_hardware("cpu"), progress=False)
    return 100 * (1 - evaluate(network, data.train_inputs, data.train_labels)["accuracy"])


def measure():
    """Train every twin; return the setting and, for each twin, the error of each seed by depth."""
    torch.set_num_threads(1)  # the same numbers with any count of cores, and a time that other programs do not lengthen
    data, recipe, begin = digits(), Recipe(epochs=EPOCHS), time.process_time()
    errors = {
        twin: {str(depth): [round(wrong(depth, shortcut, seed, data, recipe), 2) for seed in SEEDS] for depth in DEPTHS}
        for twin, shortcut in TWINS.items()
    }
    setting = {"digits": len(data.train_labels), "epochs": recipe.epochs, "widths": list(WIDTHS), "seeds": len(SEEDS)}
    setting |= {"device": "one CPU core", "torch": torch.__version__.split("+")[0]}
    return setting | {"seconds": round(time.process_time() - begin), "training error in %": errors}


def caption(numbers):
    """The sentences under the picture, with every number taken from what was measured."""
    errors = numbers["training error in %"]
    at = {
        twin: {depth: f"{median(values):.1f}" for depth, values in of_twin.items()} for twin, of_twin in errors.items()
    }
    shallow, deep = (str(depth) for depth in (DEPTHS[0], DEPTHS[-1]))
    what = (
        f"At {shallow} layers the plain network misreads {at['plain'][shallow]} % of the {numbers['digits']} digits it "
        f"was trained on, its residual twin {at['residual'][shallow]} %. At {deep} layers it is "
        f"{at['plain'][deep]} % against {at['residual'][deep]} %."
    )
    widths, trainings = " / ".join(map(str, numbers["widths"])), len(DEPTHS) * len(TWINS) * numbers["seeds"]
    return (
        f"{what} Medians of {numbers['seeds']} seeds (thin lines), {numbers['epochs']} epochs, {widths} channels, "
        f"{numbers['device']}, PyTorch {numbers['torch']}; {trainings} trainings in {numbers['seconds']} s."
    )


def draw(numbers):
    """The training error over depth: a thin line a seed, a strong one for the median."""
    with matplotlib.rc_context(style()):
        figure, axes = new_figure(width=7.0, height=3.2)
        for twin, of_twin in numbers["training error in %"].items():
            values, line = numpy.array([of_twin[str(depth)] for depth in DEPTHS]), LINES[twin]
            axes.plot(DEPTHS, values, color=line["color"], linestyle=line["linestyle"], linewidth=0.7, alpha=0.6)
            axes.plot(DEPTHS, numpy.median(values, 1), **line, linewidth=2.4, markersize=7, markeredgewidth=2)
        top, bottom = (numpy.median(numbers["training error in %"][twin][str(DEPTHS[-1])]) for twin in TWINS)
        axes.annotate("plain: each block hands on\nwhat it computed", (DEPTHS[-1], top), (34, 72), va="center")
        axes.annotate("residual: each block adds it\nto what it was given", (DEPTHS[-1], bottom), (34, 14), va="center")
        axes.set(xticks=DEPTHS, ylim=(-4, 100), xlabel="depth (weight layers)", ylabel="training digits misread (%)")
        axes.set_title("The deeper plain network cannot read its own training digits")
    return figure


def write(numbers):
    """Write the picture, its numbers, and the caption in README.md."""
    NUMBERS.parent.mkdir(parents=True, exist_ok=True)
    figure = draw(numbers)
    FigureCanvasAgg(figure)
    figure.savefig(PICTURE, dpi=200, metadata={"Software": None, "Description": caption(numbers)})
    replace_file(NUMBERS, (json.dumps(numbers, indent=1) + "\n").encode())
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if end:
        replace_file(README, f"{before}{BEGIN}\n{caption(numbers)}\n{END}{after}".encode())


def main(arguments=None):
    """Train, draw and write; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw-only", action="store_true", help="train nothing")
    options = parser.parse_args(arguments)
    if options.draw_only and not NUMBERS.exists():
        print("There are no numbers to draw yet: run python -m tools.readme_picture", file=sys.stderr)
        return 1
    numbers = json.loads(NUMBERS.read_text(encoding="utf-8")) if options.draw_only else measure()
    write(numbers)
    print(caption(numbers))
    return 0


if __name__ == "__main__":
    sys.exit(main())
