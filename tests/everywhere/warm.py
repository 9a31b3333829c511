"""A process that has imported what every notebook imports, and forks a fresh one for each: the imports take seconds.

    python -m tests.everywhere.warm

Each line that comes in is a JSON list: the arguments of `tools.cells`, a file for what the process says, its
environment. The exit status goes out, a line each. Of the course only what `tools.cells` itself needs is imported here,
and nothing is computed: neither threads nor a device that is registered later would work after the fork.
"""

import importlib
import json
import os
import sys

from tools import cells
from tools.files import COURSE

AT_HAND = (
    "anywidget ipywidgets matplotlib.pyplot matplotlib_inline.backend_inline pandas scipy.integrate scipy.special "
    "scipy.stats sklearn.datasets torch._dynamo torch.func torch.utils.checkpoint torch.utils.data tqdm.auto"
)


def serve():
    """Run what each line asks for, one after the other, until there are no more."""
    for name in AT_HAND.split():
        importlib.import_module(name)
    for line in sys.stdin:
        arguments, said, environment = json.loads(line)
        process = os.fork()
        if process == 0:
            become(arguments, said, environment)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        print(status, flush=True)


def become(arguments, said, environment):
    """In the fork: be what `python -m tools.cells` with these arguments would be; never returns."""
    try:
        os.environ.clear()
        os.environ.update(environment)
        for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            os.dup2(os.open(said if number else os.devnull, mode | os.O_APPEND * bool(number)), number)
        os.chdir(COURSE)
        sys.argv = ["tools.cells", *arguments]
        cells.main(arguments)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(1)  # `tools.cells` ends the process itself, with 0, where it comes to its end


if __name__ == "__main__":
    serve()
