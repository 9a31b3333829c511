"""What runs as the learner: fill my_work/, lay the course's folders beside it, become the single-user server.

Started by the hub as a file, with JupyterHub's own arguments.
"""

import contextlib
import os
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[2]
BESIDE = ("chapters", "docs", "exercises", "solutions", "course_utils", "README.md")


def lay_out(home):
    """Fill my_work/ and link the course's folders, which are read-only, as they lie in the course."""
    sys.path.insert(0, str(COURSE))
    from tools import workspace

    workspace.main(["--course", str(COURSE), "--to", str(home / "my_work")])
    for name in BESIDE:
        with contextlib.suppress(FileExistsError):
            (home / name).symlink_to(COURSE / name)


def main():
    """Never returns."""
    os.umask(0o077)
    home = Path(os.environ["HOME"])
    os.chdir(home)
    if runtime := os.environ.get("JUPYTER_RUNTIME_DIR"):
        os.makedirs(runtime, mode=0o700, exist_ok=True)
    lay_out(home)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub.singleuser", *sys.argv[1:]])


if __name__ == "__main__":
    main()
