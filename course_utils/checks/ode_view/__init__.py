"""The exercises of chapter 5, in the order of their numbers. A bank in tests/answers holds the laws to account."""

from course_utils.checks.ode_view import steps  # noqa: F401, I001  (the order is that of the numbers)
from course_utils.checks.ode_view import order  # noqa: F401
from course_utils.checks.ode_view import hidden_step  # noqa: F401
from course_utils.checks.ode_view import fixed_points  # noqa: F401
from course_utils.checks.ode_view import stability  # noqa: F401
from course_utils.checks.ode_view import region  # noqa: F401
from course_utils.checks.ode_view import swap  # noqa: F401
from course_utils.checks.ode_view import adjoint  # noqa: F401
from course_utils.checks.ode_view import inverting  # noqa: F401
from course_utils.checks.ode_view import reversing  # noqa: F401
from course_utils.checks.ode_view import matching  # noqa: F401
