"""The panels of chapter 2: gradient flow, bounds, places of the ReLU, shortcuts, gates, norms, a thousand blocks.

Of its frontier: streams that are mixed.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

from course_utils.data import digits
from course_utils.gradients.transformers import attention_flows
from course_utils.panels.gradient_highways.bounds import TURNS, bound_explorer
from course_utils.panels.gradient_highways.flow import gradient_flow_explorer
from course_utils.panels.gradient_highways.gates import gates
from course_utils.panels.gradient_highways.mixing import stream_mixings
from course_utils.panels.gradient_highways.norms import norm_places
from course_utils.panels.gradient_highways.places import activation_places
from course_utils.panels.gradient_highways.shortcuts import shortcut_variants
from course_utils.panels.gradient_highways.thousand import BLOCKS, thousand_blocks, twins
from course_utils.panels.panel import Panel

__all__ = [
    "BLOCKS",
    "PANELS",
    "TURNS",
    "activation_places",
    "bound_explorer",
    "gates",
    "gradient_flow_explorer",
    "norm_places",
    "shortcut_variants",
    "stream_mixings",
    "thousand_blocks",
    "twins",
]


def _small_norm_places(scale: str | None = None) -> Panel:
    data = digits()
    return norm_places(attention_flows(data.train_inputs[:4], data.train_labels[:4]), scale)


def _small_thousand_blocks(scale: str | None = None) -> Panel:
    return thousand_blocks(digits(), scale=scale)


PANELS = {
    "gradient_flow_explorer": gradient_flow_explorer,
    "bound_explorer": bound_explorer,
    "activation_places": activation_places,
    "shortcut_variants": shortcut_variants,
    "gates": gates,
    "norm_places": _small_norm_places,
    "thousand_blocks": _small_thousand_blocks,
    "stream_mixings": stream_mixings,
}
