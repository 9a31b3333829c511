"""`python -m course_utils.grading submissions`."""

import sys

from course_utils.grading.cli import main

if __name__ == "__main__":
    sys.exit(main())
