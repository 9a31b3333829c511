"""The exercises of chapter 1, in the order of their numbers. A bank in tests/answers holds the laws to account."""

from course_utils.checks.residual_mathematics import one_block  # noqa: F401, I001  (the order is that of the numbers)
from course_utils.checks.residual_mathematics import identity_start  # noqa: F401
from course_utils.checks.residual_mathematics import shortcuts  # noqa: F401
from course_utils.checks.residual_mathematics import stack  # noqa: F401
from course_utils.checks.residual_mathematics import scaling  # noqa: F401
from course_utils.checks.residual_mathematics import claims  # noqa: F401
from course_utils.checks.residual_mathematics import expansion  # noqa: F401
from course_utils.checks.residual_mathematics import frontier  # noqa: F401
