"""Start a learner's server: as an account of the system, in a room of its own, or as whoever started the hub."""

import os
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner

from tools.files import COURSE
from tools.hub import accounts, rooms
from tools.hub.limits import Limits
from tools.hub.options import load

OPTIONS = load()
LIMITS = Limits(OPTIONS.memory)
# Of the course's folder, what is the instructor's own.
OWN = ("my_work", "submitted", "submissions", "autograded", "nbgrader_feedback", "gradebook.db", ".git", "class")


def hidden():
    """Return the paths that no learner's server sees."""
    paths = [COURSE / name for name in OWN] + sorted(COURSE.glob("grades*")) + [Path(OPTIONS.folder)]
    return list(dict.fromkeys(map(str, paths)))


class Limited:
    """What both kinds share: limits, and the environment of `make lab`."""

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.group = ""

    def get_env(self):
        """The environment of a server: the course's Python first, one thread of arithmetic, its own short paths."""
        env = super().get_env()
        home = OPTIONS.home(self.user.name)
        runtime = "/tmp/jupyter" if OPTIONS.rooms else str(Path(home) / ".run")
        env |= {"HOME": home, "JUPYTER_RUNTIME_DIR": runtime, "JUPYTER_PREFER_ENV_PATH": "1"}
        env |= {"JUPYTER_CONFIG_PATH": OPTIONS.settings, "OMP_NUM_THREADS": "1"}
        return env | {"PATH": os.pathsep.join([os.path.join(sys.prefix, "bin"), env.get("PATH", os.defpath)])}

    async def start(self):
        """Make the group that holds the limit, then start."""
        self.group = LIMITS.make()
        return await super().start()

    async def stop(self, now=False):
        """End the server, then forget its group."""
        await super().stop(now)
        LIMITS.leave(self.group)


class AccountSpawner(Limited, LocalProcessSpawner):
    """A learner's server as an account of the system: own files, own user, own view of the machine."""

    async def start(self):
        """Make the account first; a name that is somebody else's is refused with a sentence."""
        accounts.ensure(self.user.name, OPTIONS.home(self.user.name))
        return await super().start()

    def make_preexec_fn(self, name):
        """Return what happens between the fork and the learner's first instruction."""
        become, own = super().make_preexec_fn(name), [OPTIONS.home(name), OPTIONS.exchange, OPTIONS.settings]

        def prepare():
            LIMITS.enter(self.group, own_user=True)
            if OPTIONS.rooms:
                rooms.enter(rooms.course_and_python(), own, hidden())
            become()

        return prepare


class OneAccountSpawner(Limited, SimpleLocalProcessSpawner):
    """A learner's server as whoever started the hub: own folder and own server, no wall between them."""

    home_dir_template = OPTIONS.home("{username}")

    def make_preexec_fn(self, name):
        """Return what happens between the fork and the server's first instruction."""
        return lambda: LIMITS.enter(self.group, own_user=False)

    async def start(self):
        """Make the folder, then start in it."""
        Path(OPTIONS.home(self.user.name)).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.popen_kwargs = {"cwd": OPTIONS.home(self.user.name)}
        return await super().start()
