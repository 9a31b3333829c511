"""The exercises of chapter 2, in the order of their numbers. A bank in tests/answers holds the laws to account."""

from course_utils.checks.gradient_highways import two_paths  # noqa: F401, I001  (the order is that of the numbers)
from course_utils.checks.gradient_highways import dead_units  # noqa: F401
from course_utils.checks.gradient_highways import bounds  # noqa: F401
from course_utils.checks.gradient_highways import measuring  # noqa: F401
from course_utils.checks.gradient_highways import placements  # noqa: F401
from course_utils.checks.gradient_highways import units  # noqa: F401
from course_utils.checks.gradient_highways import gates  # noqa: F401
from course_utils.checks.gradient_highways import utilisation  # noqa: F401
from course_utils.checks.gradient_highways import memory  # noqa: F401
from course_utils.checks.gradient_highways import frontier  # noqa: F401
