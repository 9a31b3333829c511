"""A hub for a test or a measurement: started with a token, ended with all that it started, its accounts removed."""

import contextlib
import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tools.files import COURSE
from tools.hub.__main__ import free_ports
from tools.hub.client import Hub

MISSING = "JupyterHub is not in .venv/: `make .venv/.hub-installed` puts it there."


def installed():
    """Return whether JupyterHub and its proxy are there."""
    return bool(find_spec("jupyterhub")) and (Path(sys.prefix) / "hub-proxy" / "node_modules").is_dir()


def with_accounts():
    """Return whether a hub that is started here makes accounts of the system."""
    return sys.platform == "linux" and os.geteuid() == 0


@contextlib.contextmanager
def running_hub(folder, *options):
    """A `Hub` over the class's `folder`, with further command line `options`; its log is hub.log in the folder."""
    (port,), token = free_ports(1), secrets.token_hex(16)
    command = [sys.executable, "-m", "tools.hub", f"--folder={folder}"]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with open(Path(folder) / "hub.log", "w") as log:
        process = subprocess.Popen(
            [*command, f"--port={port}", *options],
            cwd=COURSE,
            env=os.environ | {"COURSE_HUB_TOKEN": token},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        hub = Hub(f"http://127.0.0.1:{port}", token)
        hub.up()
        yield hub
    finally:
        process.terminate()
        process.wait(90)
        if with_accounts():
            subprocess.run([*command, "--remove-accounts"], cwd=COURSE, check=True, stdout=subprocess.DEVNULL)
