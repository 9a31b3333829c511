"""Accounts of the system, one for each learner, with a home in the class's folder. Linux, as root."""

import pwd
import shutil
import subprocess
from pathlib import Path

from tools.hub.options import HOMES

PATTERN = "[a-z][a-z0-9-]{0,30}"  # what useradd takes, in lower case, as JupyterHub has it


class NotOurs(Exception):
    """A name that belongs to somebody else on this machine. JupyterHub shows `jupyterhub_message` on its page."""

    def __init__(self, name):
        self.jupyterhub_message = f"{name} is an account of this machine already: choose another name for the learner."
        super().__init__(self.jupyterhub_message)


def ensure(name, home):
    """Make the account and its home, which nobody else can read, if they are missing; return the entry.

    Raises `NotOurs` for an account that lives elsewhere: a learner called root is nobody's superuser.
    """
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        shell = shutil.which("bash") or "/bin/sh"
        command = ["useradd", "--home-dir", home, "--no-create-home", "--user-group", "--shell", shell, name]
        subprocess.run(command, check=True, capture_output=True, text=True)
        entry = pwd.getpwnam(name)
    if entry.pw_dir != home or entry.pw_uid == 0:
        raise NotOurs(name)
    Path(home).mkdir(parents=True, exist_ok=True)
    shutil.chown(home, entry.pw_uid, entry.pw_gid)
    Path(home).chmod(0o700)
    return entry


def remove_all(folder):
    """Remove every account whose home lies in the class's folder; the files stay. Return the names."""
    homes = str(Path(folder) / HOMES)
    names = [entry.pw_name for entry in pwd.getpwall() if str(Path(entry.pw_dir).parent) == homes]
    for name in names:
        subprocess.run(["userdel", name], check=False, capture_output=True)
    return names
