"""The panels of chapter 5: steps along a flow, stability, orders, fixed points, the swap, memory, inverses, refinement.

Of its frontier: how exactly a reversible stack runs backwards.

`PANELS` holds a function for each that makes it with small data of its own: the bench and the tests look there.
"""

from course_utils.panels.ode_view.fixed_points import fixed_points
from course_utils.panels.ode_view.inverting import inverting
from course_utils.panels.ode_view.memory import adjoint_memory
from course_utils.panels.ode_view.momentum import running_backwards
from course_utils.panels.ode_view.orders import order_plot
from course_utils.panels.ode_view.refining import depth_refinement
from course_utils.panels.ode_view.stability import stability_plane
from course_utils.panels.ode_view.steps import flow_and_steps
from course_utils.panels.ode_view.swap import neural_ode, trained_swap_models
from course_utils.panels.panel import Panel

__all__ = [
    "PANELS",
    "adjoint_memory",
    "depth_refinement",
    "fixed_points",
    "flow_and_steps",
    "inverting",
    "neural_ode",
    "order_plot",
    "running_backwards",
    "stability_plane",
    "trained_swap_models",
]


def _small_neural_ode(scale: str | None = None) -> Panel:
    return neural_ode(None, scale)


PANELS = {
    "flow_and_steps": flow_and_steps,
    "order_plot": order_plot,
    "fixed_points": fixed_points,
    "stability_plane": stability_plane,
    "neural_ode": _small_neural_ode,
    "adjoint_memory": adjoint_memory,
    "inverting": inverting,
    "depth_refinement": depth_refinement,
    "running_backwards": running_backwards,
}
