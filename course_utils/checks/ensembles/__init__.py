"""The exercises of chapter 4, in the order of their numbers. A bank in tests/answers holds the laws to account."""

from course_utils.checks.ensembles import counting  # noqa: F401, I001  (the order is that of the numbers)
from course_utils.checks.ensembles import unravelling  # noqa: F401
from course_utils.checks.ensembles import isolated_paths  # noqa: F401
from course_utils.checks.ensembles import operations  # noqa: F401
from course_utils.checks.ensembles import lesions  # noqa: F401
from course_utils.checks.ensembles import path_gradients  # noqa: F401
from course_utils.checks.ensembles import sampled_paths  # noqa: F401
from course_utils.checks.ensembles import dropped_blocks  # noqa: F401
from course_utils.checks.ensembles import boosting  # noqa: F401
from course_utils.checks.ensembles import stream_readers  # noqa: F401
from course_utils.checks.ensembles import branch_overlaps  # noqa: F401
