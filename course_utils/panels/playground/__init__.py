"""The playground: a network that one wires by hand, and that trains beside its plain twin while one watches.

`PANELS` holds it for the bench and the tests.
"""

from course_utils.panels.playground.panel import Playground, playground

__all__ = ["PANELS", "Playground", "playground"]

PANELS = {"playground": playground}
