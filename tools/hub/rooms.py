"""What a learner's server sees of the machine: the course read-only, its own folder, an empty /tmp, no neighbours.

Called as root in the process that has just been forked, before it becomes the learner. A view of one's own costs
nothing and ends with its last process. Files of the system stay where they are, under the rights that they have.
"""

import contextlib
import os
import stat
import sys

from course_utils.grading.inside import kernel
from tools.files import COURSE

TEMPORARY = "/tmp"
ROOM_BYTES = "size=512m,mode=1777"


def enter(shown, own, hidden):
    """Move into a view of one's own: `shown` read-only, `hidden` empty, `own` as they are.

    Folders that others may not pass through, /root for instance, are covered, and what is shown or own below them is
    put back: Python itself may lie there. Raises OSError where the kernel refuses.
    """
    kernel.unshare(kernel.NEWNS)
    kernel.mount(None, "/", flags="rec private")
    handles = {path: os.open(path, os.O_PATH) for path in [*shown, *own]}
    covers = dict.fromkeys(closed_parents([*shown, *own]), "size=1m,mode=755") | {TEMPORARY: ROOM_BYTES}
    for path, settings in covers.items():
        kernel.mount("tmpfs", path, "tmpfs", "nosuid nodev", settings)
    for path in shown:
        show(path, handles[path], covers)
        kernel.bind(path, path)
    for path in filter(os.path.exists, hidden):
        hide(path)
    for path in own:
        show(path, handles[path], [*covers, *hidden])
    for handle in handles.values():
        os.close(handle)
    with contextlib.suppress(OSError):  # older kernels have one /proc for all
        kernel.mount("proc", "/proc", "proc", "nosuid nodev noexec", "hidepid=2")


def possible():
    """Return whether this machine lets us give a process a view of its own: a container often does not."""
    child = os.fork()
    if child == 0:
        try:
            kernel.unshare(kernel.NEWNS)
            kernel.mount(None, "/", flags="rec private")
            kernel.mount("tmpfs", TEMPORARY, "tmpfs", "nosuid nodev", ROOM_BYTES)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def course_and_python():
    """Return what every learner's server needs to read, wherever it lies."""
    return list(dict.fromkeys(map(os.path.realpath, [str(COURSE), sys.prefix, sys.base_prefix])))


def closed_parents(paths):
    """Return the outermost folders above these paths that others may not pass through."""
    closed = set()
    for path in paths:
        parts = path.strip("/").split("/")
        parents = ["/" + "/".join(parts[:count]) for count in range(1, len(parts))]
        parents = filter(os.path.exists, parents)
        closed |= set(next(([p] for p in parents if not os.stat(p).st_mode & stat.S_IXOTH), []))
    return sorted(closed)


def show(path, handle, covers):
    """Put back what was covered, from a handle opened before."""
    if any(path == cover or path.startswith(cover + "/") for cover in covers):
        os.makedirs(path, exist_ok=True)
        kernel.mount(f"/proc/self/fd/{handle}", path, flags="bind rec")


def hide(path):
    """Cover a folder or a file with nothing."""
    if os.path.isdir(path):
        kernel.mount("tmpfs", path, "tmpfs", "nosuid nodev", "size=1m,mode=755")
    else:
        kernel.mount("/dev/null", path, flags="bind")
