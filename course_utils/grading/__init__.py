"""What an instructor runs: a folder of submissions in, points, feedback and an overview out.

    python -m course_utils.grading submissions

Nothing of a learner's ever runs in this process: an answer runs in one of its own, behind walls, plain data goes in and
plain data comes out, and the checks compare it here.
"""

import os
import sys
from pathlib import Path

HERE = os.path.realpath(os.curdir)
if sys.argv[:1] == ["-m"] and HERE != str(Path(__file__).resolve().parents[2]):
    # `python -m` looks into the current folder first: a learner's folder there, called `random`, would be imported.
    sys.path[:] = [path for path in sys.path if os.path.realpath(path) != HERE]
