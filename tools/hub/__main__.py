"""Start the hub: `make hub`, or `python -m tools.hub`. Ctrl-C ends it and every learner's server."""

import dataclasses
import os
import socket
import sys
from pathlib import Path

from tools.files import COURSE
from tools.hub import accounts, exchange, rooms
from tools.hub.limits import Limits
from tools.hub.options import HOMES, STATE, VARIABLE, parse, save

CONFIGURATION = Path(__file__).parent / "jupyterhub_config.py"
CLOSED = (
    "Learners' accounts could not read the course or its Python, which lie below {}, and this machine gives nobody a\n"
    "view of its own. Move the course's folder, or start with --one-account."
)
APART = {  # by (accounts, rooms)
    (True, True): "Each learner is an account of this system, in a folder and a view of the machine of its own.",
    (
        True,
        False,
    ): "Each learner is an account of this system with a folder that others cannot read. This machine gives\n"
    "nobody a view of its own, so what others may read of it, learners may.",
    (
        False,
        False,
    ): "Each learner has a folder and a server, but all run as you: code that a learner runs can read what\n"
    "you can read, neighbours' folders too. Started as root on Linux, each gets an account of the system.",
}
MISSING = "JupyterHub is not installed here. `make hub` installs it into .venv/ and starts it."


def free_ports(count):
    """Return ports of the loopback interface that nobody listens on."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def prepare(options):
    """Make the class's folders: homes that can be passed through, the hub's own for nobody, an exchange."""
    for name, mode in (("", 0o711), (HOMES, 0o711), (STATE, 0o700)):
        Path(options.folder, name).mkdir(parents=True, exist_ok=True)
        os.chmod(Path(options.folder, name), mode)
    exchange.prepare(options.exchange, options.settings)


def words(options):
    """Return what an instructor should know, in a few lines."""
    who = f"{len(options.learners)} learners are on the list." if options.learners else "Anyone who comes may sign in."
    idle = f"A server unused for {options.idle} s ends, any after {options.longest} s."
    address = f"http://127.0.0.1:{options.port}"
    lines = [
        who + " The first password that is given for a name becomes its password.",
        APART[options.accounts, options.rooms],
    ]
    return "\n".join([*lines, Limits(options.memory).words(), idle, f"Open {address} on this machine. Ctrl-C ends it."])


def main(arguments=None):
    """Never returns, but for a sentence about what is wrong."""
    options, remove = parse(arguments)
    if remove:
        print(f"Removed: {', '.join(accounts.remove_all(options.folder)) or 'no account'}.")
        return 0
    try:
        import jupyterhub  # noqa: F401
    except ImportError:
        print(MISSING, file=sys.stderr)
        return 1
    if (
        options.accounts
        and not options.rooms
        and (closed := rooms.closed_parents([*rooms.course_and_python(), options.folder]))
    ):
        print(CLOSED.format(", ".join(closed)), file=sys.stderr)
        return 1
    hub_port, proxy_port = free_ports(2)
    options = dataclasses.replace(options, hub_port=hub_port, proxy_port=proxy_port)
    prepare(options)
    print(words(options), flush=True)
    environment = os.environ | {VARIABLE: save(options), "PYTHONPATH": _path()}
    os.chdir(options.state(""))
    os.execve(sys.executable, [sys.executable, "-m", "jupyterhub", "-f", str(CONFIGURATION)], environment)


def _path():
    return os.pathsep.join(filter(None, [str(COURSE), os.environ.get("PYTHONPATH")]))


if __name__ == "__main__":
    sys.exit(main())
