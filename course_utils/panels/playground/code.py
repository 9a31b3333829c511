"""The panel's state as Python: four lines that build the same network and train it the same way."""

from dataclasses import fields

from course_utils.networks.wired import Wiring, written
from course_utils.panels.playground.play import DATA, Look, load


def lines(look: Look) -> str:
    """Four lines of Python: the learner's network, from the same weights, trained for as many steps."""
    inputs, classes = load(look.data).train_inputs[0].numel(), len(load(look.data).classes)
    maker, data = (look.data, f"{look.data}()") if look.data in DATA else ("drawn", f'drawn("{look.data}")')
    return "\n".join(
        (
            f"from course_utils.data import {maker}",
            "from course_utils.gradients.wires import Wiring, learn, skips, wired",
            f"network = wired({_call(look.wiring)}, inputs={inputs}, classes={classes})",
            f"losses = learn(network, {data}, steps={look.step})",
        )
    )


def _call(wiring):
    """The wiring as one would type it: only what differs from the defaults."""
    said = [str(wiring.depth)]
    if wiring.skips:
        said.append(f'skips("{written(wiring.skips)}")')
    for item in fields(Wiring):
        value = getattr(wiring, item.name)
        if item.name not in ("depth", "skips") and value != item.default:
            said.append(f'{item.name}="{value}"' if isinstance(value, str) else f"{item.name}={value}")
    return f"Wiring({', '.join(said)})"
