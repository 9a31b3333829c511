"""nbgrader's settings: `solutions/` is the source, `exercises/` the release; docs/instructors.md tells more."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from tools.release import SETTINGS

c = get_config()  # noqa: F821  (nbgrader provides it)
c.merge(SETTINGS)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.feedback_directory = "nbgrader_feedback"
c.Execute.timeout = 60
