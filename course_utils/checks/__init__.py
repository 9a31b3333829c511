"""The checks of the exercises: `check("1.3", answer)` tells what holds, what does not, and where to look."""

from course_utils.checks import residual_mathematics  # noqa: F401, I001  (lists its exercises, in their order)
from course_utils.checks import gradient_highways  # noqa: F401
from course_utils.checks import bottleneck_efficiency  # noqa: F401
from course_utils.checks import ensembles  # noqa: F401
from course_utils.checks import ode_view  # noqa: F401
from course_utils.checks.answer import Answer, Trouble
from course_utils.checks.check import check
from course_utils.checks.exercise import EXERCISES, Exercise
from course_utils.checks.report import Property, Report

__all__ = ["EXERCISES", "Answer", "Exercise", "Property", "Report", "Trouble", "check"]
