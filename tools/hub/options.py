"""What one said on the command line, handed to JupyterHub's configuration as a file."""

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.files import COURSE
from tools.hub import rooms

VARIABLE = "COURSE_HUB"  # the file with the options
HOMES, STATE, EXCHANGE, SETTINGS = "homes", "state", "exchange", "settings"


@dataclass(frozen=True)
class Options:
    """Folders are absolute; memory in bytes a learner, times in seconds, 0 for no limit.

    `accounts`: each learner is an account of the system; `rooms`: with a view of the machine of its own.
    """

    folder: str
    port: int
    accounts: bool
    rooms: bool
    memory: int
    idle: int
    longest: int
    learners: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    hub_port: int = 0
    proxy_port: int = 0

    def home(self, name):
        """Return the folder of one learner."""
        return str(Path(self.folder) / HOMES / name)

    def state(self, name):
        """Return the path of one of the hub's own files."""
        return str(Path(self.folder) / STATE / name)

    @property
    def exchange(self):
        """The folder where nbgrader puts what is handed in."""
        return str(Path(self.folder) / EXCHANGE)

    @property
    def settings(self):
        """The folder with the settings that all learners read."""
        return str(Path(self.folder) / SETTINGS)


def save(options):
    """Write the options where the hub looks; return the path."""
    path = Path(options.state("options.json"))
    path.write_text(json.dumps(asdict(options)))
    return str(path)


def load():
    """Return the options that this hub was started with."""
    values = json.loads(Path(os.environ[VARIABLE]).read_text())
    return Options(**values | {name: tuple(values[name]) for name in ("learners", "admins")})


def size(text):
    """Return the bytes of "2G" or "1500M". Raises `ValueError` for anything else."""
    units = {"M": 1 << 20, "G": 1 << 30}
    number, unit = text[:-1], text[-1:].upper()
    if unit not in units or not number.replace(".", "", 1).isdigit():
        raise ValueError(text)
    return int(float(number) * units[unit])


def names_in(path):
    """Return the names of a class list: one a line, lower case; empty lines and what follows # left out."""
    lines = (line.split("#")[0].strip().lower() for line in Path(path).read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)


def parse(arguments=None):
    """Return (options without ports of the hub's own, whether to remove the accounts)."""
    root = sys.platform == "linux" and os.geteuid() == 0
    parser = argparse.ArgumentParser(prog="make hub", description="A class on this machine, on its own address alone.")
    parser.add_argument("--port", type=int, default=8000, help="of the address that learners open (8000)")
    parser.add_argument("--folder", type=Path, default=COURSE / "class", help="for learners' files and the hub's own")
    parser.add_argument("--learners", help="a file with one name a line; without it, anyone who comes signs in")
    parser.add_argument("--admin", action="append", default=[], help="a name that may see and stop servers")
    parser.add_argument("--memory", type=size, default="3G", help="for each learner, all processes together (3G)")
    parser.add_argument("--idle", type=int, default=3600, help="seconds after which an unused server ends (3600)")
    parser.add_argument("--longest", type=int, default=12 * 3600, help="seconds after which any server ends (12 hours)")
    parser.add_argument("--one-account", action="store_true", help="no accounts of the system, even as root")
    parser.add_argument("--remove-accounts", action="store_true", help="remove the accounts made here; keep the files")
    given = parser.parse_args(arguments)
    options = Options(
        folder=str(given.folder.resolve()),
        port=given.port,
        accounts=root and not given.one_account,
        rooms=root and not given.one_account and rooms.possible(),
        memory=given.memory,
        idle=given.idle,
        longest=given.longest,
        learners=names_in(given.learners) if given.learners else (),
        admins=tuple(given.admin),
    )
    return options, given.remove_accounts
