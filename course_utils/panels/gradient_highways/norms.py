"""Pre-norm, post-norm and no skip in a transformer before training: the gradient, and what tells the rows apart."""

from dataclasses import dataclass

import torch

from course_utils.figures import COLOURS
from course_utils.gradients.transformers import DEPTHS, GAINS, KINDS, AttentionFlow
from course_utils.panels.controls import Choice
from course_utils.panels.panel import Panel
from course_utils.panels.picture import Picture
from course_utils.panels.words import number

DEEPEST = DEPTHS[-1]
ALIKE = 1e-6  # rows whose mean cosine is closer to 1 are one row
STYLES = {
    "pre-norm": {"color": COLOURS["residual"], "linestyle": "-", "marker": "o"},
    "post-norm": {"color": COLOURS["theory"], "linestyle": "-.", "marker": "D"},
    "no skip": {"color": COLOURS["plain"], "linestyle": "--", "marker": "x"},
}


@dataclass(frozen=True)
class Norms:
    """The untrained transformers of one depth and one size of weights, by kind."""

    depth: int
    gain: float
    gradient: str
    flows: dict[str, AttentionFlow]

    def sizes(self, kind: str) -> torch.Tensor:
        """What is plotted: the gradient of the activations, or of the weights, at each block, `(depth,)`."""
        flow = self.flows[kind]
        return flow.states if self.gradient == "activations" else flow.weights


def norm_places(flows: dict[tuple[str, int, float], AttentionFlow], scale: str | None = None) -> Panel:
    """Pre-norm, post-norm and no skip before training. `flows` is `transformers.attention_flows(images, labels)`."""

    def compute(depth, gain, gradient):
        return Norms(depth, gain, gradient, {kind: flows[kind, depth, gain] for kind in KINDS})

    controls = [
        Choice("depth", "blocks", DEPTHS, 10),
        Choice("gain", "size of the weights", GAINS, 1.0),
        Choice("gradient", "gradient of the loss by the", ("activations", "weights"), "activations"),
    ]
    return Panel("Where the norm goes", compute, Picture(_setup, _draw, scale=scale), _readout, controls=controls)


def _setup(figure):
    size, differ = figure.subplots(1, 2)
    size.set(xlim=(-0.5, DEEPEST + 0.5), ylim=(1e-5, 1e2), yscale="log", xlabel="block l (the loss: right)")
    size.set(ylabel="norm of the gradient")
    differ.set(xlim=(-0.5, DEEPEST + 0.5), ylim=(1e-17, 10), yscale="log", xlabel="block l")
    differ.set(ylabel="1 − mean cosine of the rows")
    lines = {
        kind: [axes.plot([], [], **style, markersize=4, label=kind)[0] for axes in (size, differ)]
        for kind, style in STYLES.items()
    }
    titles = [size.set_title("Does the gradient arrive?"), differ.set_title("Do the rows still differ?")]
    return {"lines": lines, "legend": differ.legend(loc="lower right"), "titles": titles}


def _draw(artists, data):
    for kind, (size, differ) in artists["lines"].items():
        values = data.sizes(kind)
        size.set_data(range(len(values)), values)
        apart = (1 - data.flows[kind].alike).clamp(min=1e-18)
        differ.set_data(range(len(apart)), apart)
    share = (data.sizes("no skip")[0] / data.sizes("pre-norm")[0]).item()
    alike = data.flows["no skip"].alike[-1].item() > 1 - ALIKE
    artists["titles"][0].set_text(f"No skip: {share:.0%} of pre-norm")
    artists["titles"][1].set_text("No skip: rows collapse" if alike else "All rows still differ")


def _readout(data):
    first = ", ".join(f"{kind} {number(data.sizes(kind)[0].item())}" for kind in KINDS)
    apart = ", ".join(f"{number(max(1 - data.flows[kind].alike[-1].item(), 0), 1)}" for kind in KINDS)
    return (
        f"{data.depth} blocks, weights x {data.gain:g}: gradient of the {data.gradient} at the first block "
        f"{first}. What tells the rows apart at the end: {apart}."
    )
