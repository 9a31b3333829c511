"""A root folder with Python, torch and the system's libraries in it and nothing else, seen by us alone."""

import errno
import os

from course_utils.grading.inside import kernel

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt/lib", "/nix/store", "/etc/ld.so.cache", "/etc/localtime")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
ROOMS = "/rooms"
MOUNT_POINTS = ("/mnt", "/media", "/srv", "/run", "/var/tmp", "/tmp")  # any folder will do: it is covered for us alone


def visible_folders(libraries: list[str]) -> list[str]:
    """What stays readable, the outer folders first."""
    return sorted(filter(os.path.exists, {*SYSTEM, *libraries}), key=lambda path: path.count("/"))


def own_root(visible: list[str], hidden: list[str]) -> str:
    """Move into a new root folder with `visible` in it, without `hidden`; return where rooms can be made."""
    kernel.mount(None, "/", flags="rec private")
    root = mount_point([*visible, *hidden])
    kernel.mount("tmpfs", root, "tmpfs", "nosuid nodev", "mode=755,size=1m")
    covered = []
    for path in sorted({*visible, *hidden}, key=lambda path: path.count("/")):
        if path in visible and not os.path.exists(root + path):  # .venv/ may lie in the course's folder, for instance
            show(path, root)
        elif path in hidden and os.path.isdir(root + path):
            kernel.mount("tmpfs", root + path, "tmpfs", "nosuid nodev", "mode=755,size=64k")
            covered.append(root + path)
    os.mkdir(root + "/dev")
    for path in DEVICES:
        open(root + path, "w").close()
        kernel.mount(path, root + path, flags="bind")
    os.mkdir(root + ROOMS)
    for path in [*covered, root]:
        kernel.mount(None, path, flags="remount bind ro nosuid nodev")
    kernel.change_root(root)
    return ROOMS


def mount_point(needed: list[str]) -> str:
    """A folder of the machine that nothing needed lies in: covered in our own view only, nothing is left behind.

    Raises OSError where there is none.
    """
    for folder in filter(os.path.isdir, MOUNT_POINTS):
        if not any(os.path.realpath(path).startswith(f"{folder}/") for path in [*needed, *DEVICES]):
            return folder
    raise OSError(errno.EBUSY, "no folder to build a root folder in")


def show(path: str, root: str):
    """Make `path` of the machine readable at the same place under `root`."""
    os.makedirs(os.path.dirname(root + path), exist_ok=True)
    if path in SYSTEM and os.path.islink(path):  # /lib -> usr/lib
        os.symlink(os.readlink(path), root + path)
        return
    if os.path.isdir(path):
        os.makedirs(root + path, exist_ok=True)
    else:
        open(root + path, "w").close()
    kernel.bind(path, root + path)
