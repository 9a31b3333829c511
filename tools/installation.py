"""What `make doctor` looks at in .venv/: is it there, whole, in its place, in step with the lock and with its page?

Only Python itself is imported, and an old one will do; nothing is changed, nothing is installed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from course_utils.start.health import BROKEN, FINE, LIMIT, packages
from course_utils.start.packages import needed_packages, needed_python, numbers

STAMP = ".course-installed"
SOURCES = (
    "pyproject.toml",
    "requirements.lock",
    "tools/lab_settings.json",
)  # what the Makefile compares the stamp with
ANEW, AGAIN = "make clean && make lab", "make lab"
MANAGER = "share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/package.json"
OURS = "labextensions/residual-networks-course/static/remoteEntry.js"
PROBE = (
    "import json; from course_utils.start import health as h; "
    "print(json.dumps([[f.mark, f.name, f.sentence] for f in (h.packages(), h.device(), h.data())]))"
)


def site_packages(course):
    """Return the folder of the installed packages of .venv/, or None."""
    return next(iter(sorted((course / ".venv" / "lib").glob("python3*/site-packages"))), None)


def installed(course):
    """Return {name: its distribution} of what .venv/ holds, read from its files: its Python need not run."""
    site = site_packages(course)
    found = metadata.distributions(path=[str(site)]) if site else ()
    return {plain(each.metadata["Name"]): each for each in found if each.metadata["Name"]}


def plain(name):
    """Return a distribution's name as the lock writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def environment(course):
    """Is .venv/ there, does its Python start, was it finished, and for this folder? Returns (mark, sentence, mend)."""
    venv = course / ".venv"
    python = venv / "bin" / "python"
    if not venv.exists():
        if conda(course):
            return FINE, "no .venv/: the packages are in this Python, as conda has it.", ""
        return BROKEN, "there is no .venv/: the course is not installed yet.", AGAIN
    if not python.exists():
        gone = f"it points to {os.readlink(python)}, which is gone" if python.is_symlink() else "it is missing"
        return BROKEN, f".venv/bin/python does not work: {gone}.", ANEW
    version = version_of(python)
    if version is None:
        return BROKEN, ".venv/bin/python does not start.", ANEW
    if version < numbers(needed_python(course)):
        said = ".".join(map(str, version))
        return (
            BROKEN,
            f"its Python is {said}; the course needs {needed_python(course)} or later.",
            f"{ANEW} PYTHON=python3.12",
        )
    stamp = venv / STAMP
    if not stamp.exists():
        return BROKEN, "its installation was begun and never finished.", AGAIN
    if stamp.read_text(encoding="utf-8").strip() != str(course):
        return (
            BROKEN,
            f"it was installed for {stamp.read_text(encoding='utf-8').strip()}: the folder was moved or copied.",
            ANEW,
        )
    return _scripts_and_age(course, stamp, ".".join(map(str, version)))


def _scripts_and_age(course, stamp, version):
    first = (
        (course / ".venv/bin/jupyter").read_bytes().split(b"\n")[0] if (course / ".venv/bin/jupyter").exists() else b""
    )
    if first and str(course / ".venv").encode() not in first:
        return BROKEN, f"its commands call another Python ({first.decode(errors='replace')[2:].strip()}).", ANEW
    newer = [
        name for name in SOURCES if (course / name).exists() and (course / name).stat().st_mtime > stamp.stat().st_mtime
    ]
    if newer:
        return LIMIT, f"{', '.join(newer)} changed after the installation.", AGAIN
    return FINE, f"Python {version} in .venv/, finished, in its place.", ""


def conda(course):
    """Return whether the course lives in conda's Python, and this is it."""
    return not (course / ".venv").exists() and bool(os.environ.get("CONDA_PREFIX")) and packages().mark == FINE


def version_of(python):
    """Return the version of a Python as numbers, or None where it does not start."""
    code = "import sys; print('.'.join(map(str, sys.version_info[:3])))"
    try:
        done = subprocess.run([str(python), "-I", "-B", "-c", code], capture_output=True, text=True, timeout=60)
        return numbers(done.stdout.strip()) if done.returncode == 0 else None
    except (OSError, subprocess.SubprocessError, TypeError):
        return None


def pins(course):
    """Return {name: (version, whether only some systems want it)} of requirements.lock."""
    text = (course / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)([^\\\n]*)", text, re.MULTILINE)
    rows = {}
    for name, version, rest in found:
        rows.setdefault(plain(name), []).append((version, ";" in rest))
    return rows


def lock(course):
    """Does .venv/ hold what the lock has, and the lock what pyproject.toml asks for? Returns (mark, sentence, mend)."""
    locked, here = pins(course), installed(course)
    asked = {plain(name): least for name, least in needed_packages(course).items()}
    behind = [
        f"{name} {least}"
        for name, least in asked.items()
        if not any(at_least(v, least) for v, _ in locked.get(name, []))
    ]
    if behind:
        return (
            BROKEN,
            f"pyproject.toml asks for {listed(behind)}, which requirements.lock does not have.",
            "make lock && make lab",
        )
    if not here:
        if conda(course):
            return FINE, "conda chose the versions, from environment.yml.", ""
        return LIMIT, "nothing is installed that could be compared with requirements.lock.", AGAIN
    missing = [name for name, rows in locked.items() if name not in here and not any(some for _, some in rows)]
    other = [
        f"{name} {here[name].version} ({' or '.join(version for version, _ in rows)} in the lock)"
        for name, rows in locked.items()
        if name in here and here[name].version.split("+")[0] not in {version for version, _ in rows}
    ]
    if missing or other:
        said = [f"{listed(missing)} missing"] * bool(missing) + [f"other versions: {listed(other)}"] * bool(other)
        return (
            BROKEN,
            f".venv/ is out of step with requirements.lock: {'; '.join(said)}.",
            f"rm .venv/{STAMP} && make lab",
        )
    return FINE, f"{len([name for name in locked if name in here])} packages, each as requirements.lock has it.", ""


def at_least(version, least):
    """Return whether a version is at least another one."""
    return numbers(version) >= numbers(least)


def listed(names, most=4):
    """Return the first few names as words."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def front_end(course):
    """Do JupyterLab's page and the kernel have one jupyterlab_widgets, and the course's own extension?"""
    here, jupyter = installed(course), course / ".venv" / "share" / "jupyter"
    lacking = [
        name
        for name in ("ipywidgets", "jupyterlab-widgets", "jupyterlab", "ipykernel", "anywidget")
        if name not in here
    ]
    if lacking:
        return (
            BROKEN,
            f"{listed(lacking)} missing in .venv/: sliders cannot talk to the kernel.",
            f"rm -f .venv/{STAMP} && make lab",
        )
    manager, widgets = course / ".venv" / MANAGER, here["jupyterlab-widgets"]
    if not manager.exists():
        return BROKEN, "JupyterLab's side of jupyterlab_widgets is missing in .venv/share/.", ANEW
    written = next((file for file in widgets.files or () if str(file).endswith(MANAGER)), None)
    if written and written.hash and digest(manager, written.hash.mode) != written.hash.value:
        return BROKEN, f"JupyterLab's side is not that of the kernel's jupyterlab_widgets {widgets.version}.", ANEW
    ours = jupyter / OURS
    if (
        not ours.exists()
        or ours.read_bytes() != (course / "course_utils/panels/labextension/static/remoteEntry.js").read_bytes()
    ):
        return (
            BROKEN,
            "the course's own extension is missing or older than the course.",
            f"rm -f .venv/{STAMP} && make lab",
        )
    for folder in shadows():
        return (
            LIMIT,
            f"{folder} has widgets of its own: `make lab` prefers the course's, `jupyter lab` by hand may not.",
            AGAIN,
        )
    return FINE, f"page and kernel share jupyterlab_widgets {widgets.version}; the course's extension is there.", ""


def digest(path, mode):
    """Return a file's hash as a RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.new(mode, path.read_bytes()).digest()).rstrip(b"=").decode()


def shadows():
    """Return the user's own folders that hold another widget manager."""
    roots = [os.environ.get("JUPYTER_DATA_DIR") or str(Path.home() / ".local/share/jupyter")]
    roots += [str(Path.home() / "Library/Jupyter"), *filter(None, os.environ.get("JUPYTER_PATH", "").split(os.pathsep))]
    return [root for root in dict.fromkeys(roots) if (Path(root) / "labextensions" / "@jupyter-widgets").exists()]


def inside(course, seconds=180):
    """Ask the Python of .venv/ (or conda's) for its packages, device and data; returns [(mark, name, sentence)]."""
    python = sys.executable if conda(course) else course / ".venv" / "bin" / "python"
    settings = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    try:
        done = subprocess.run(
            [str(python), "-B", "-c", PROBE], capture_output=True, text=True, timeout=seconds, cwd=course, env=settings
        )
        return [tuple(row) for row in json.loads(done.stdout.strip().splitlines()[-1])]
    except subprocess.TimeoutExpired:
        return [(BROKEN, "inside", f".venv/ did not answer in {seconds} s: another program may hold the processor.")]
    except (OSError, ValueError, IndexError):
        return [(LIMIT, "inside", "packages, device and data can be asked for only once .venv/ works.")]
