"""nbgrader's exchange: what is handed out lies open, what is handed in can be put there and not be looked at.

A learner types `nbgrader submit 01_residual_mathematics` in a terminal; `nbgrader collect` puts it into
`submitted/<learner>/<chapter>/`, where `make grade` finds it.
"""

import os
import shutil
from pathlib import Path

from tools.files import COURSE

COURSE_ID = "residual-networks"
SETTINGS = """import os

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = {course_id!r}
c.Exchange.root = {root!r}
c.CourseDirectory.include = ["exercises.ipynb"]
if os.environ.get("JUPYTERHUB_USER"):
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
    c.Exchange.assignment_dir = os.path.join(os.environ["HOME"], "my_work")
"""


def prepare(root, settings):
    """Make the exchange in the folder `root` with today's exercises, and nbgrader's configuration in `settings`."""
    course = Path(root) / COURSE_ID
    outbound, inbound = course / "outbound", course / "inbound"
    for folder in (outbound, inbound, Path(settings)):
        folder.mkdir(parents=True, exist_ok=True)
    for chapter in sorted(path for path in (COURSE / "exercises").iterdir() if path.is_dir()):
        shutil.copytree(chapter, outbound / chapter.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
    for folder in (course, outbound, Path(settings)):
        os.chmod(folder, 0o755)
    os.chmod(root, 0o1777)  # nbgrader insists that everybody may write here
    os.chmod(inbound, 0o1733)  # put in, not list; only its owner and root take out
    text = SETTINGS.format(course_id=COURSE_ID, root=str(root))
    (Path(settings) / "nbgrader_config.py").write_text(text, encoding="utf-8")
    page = Path(settings) / "labconfig" / "page_config.json"  # a learner sees no button of nbgrader's, as in `make lab`
    page.parent.mkdir(mode=0o755, exist_ok=True)
    shutil.copyfile(COURSE / "tools" / "lab_page_config.json", page)
