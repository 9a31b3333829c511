"""The exercises of chapter 3, in the order of their numbers. A bank in tests/answers holds the laws to account."""

from course_utils.checks.bottleneck_efficiency import counting  # noqa: F401, I001  (the order is that of the numbers)
from course_utils.checks.bottleneck_efficiency import bottleneck  # noqa: F401
from course_utils.checks.bottleneck_efficiency import recipe  # noqa: F401
from course_utils.checks.bottleneck_efficiency import grouped  # noqa: F401
from course_utils.checks.bottleneck_efficiency import squeeze  # noqa: F401
from course_utils.checks.bottleneck_efficiency import dense  # noqa: F401
from course_utils.checks.bottleneck_efficiency import roofline  # noqa: F401
from course_utils.checks.bottleneck_efficiency import memory  # noqa: F401
from course_utils.checks.bottleneck_efficiency import checkpoints  # noqa: F401
from course_utils.checks.bottleneck_efficiency import frontier  # noqa: F401
from course_utils.checks.bottleneck_efficiency import exits  # noqa: F401
