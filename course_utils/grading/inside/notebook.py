"""A learner's notebook, run from top to bottom by IPython itself; at each check it answers the grader's inputs.

What is graded is therefore the object that the learner handed to `check`, in the state the notebook had at that cell.
"""

import contextlib
import importlib
import os
import signal
import time

import torch
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from course_utils.grading.inside import frames, science

AT_HAND = ("matplotlib.pyplot", "pandas", "scipy.special", "tqdm.auto")  # imported once, here: each takes a second
SOURCES = {}  # of the course's own modules that a notebook may import
MEMORY_ONLY = {"enabled": False, "hist_file": ":memory:"}


class Shell(InteractiveShell):
    """IPython without a terminal, a history, a profile in somebody's home, or anything that is drawn."""

    def init_profile_dir(self, profile_dir):
        """There is no profile: nothing is read from a home, and nothing written there."""
        self.profile_dir = None

    def init_display_formatter(self):
        """No displayed object is turned into text or pictures."""
        super().init_display_formatter()
        self.display_formatter.active_types = []

    @contextlib.contextmanager
    def _tee(self, channel):
        """IPython keeps all that is printed in its history: endless printing would take the process's memory."""
        yield

    system = InteractiveShell.system_raw  # there is no terminal to open for `!ls`

    def _say_nothing(self, *_, **__):
        """Nobody looks: errors, displayed objects, graphical windows, exit() and input() end here."""

    showtraceback = showsyntaxerror = enable_gui = ask_exit = _say_nothing

    def enable_matplotlib(self, gui=None):
        """`%matplotlib anything` is accepted, and figures stay unseen."""
        return gui, "agg"


def prepare(sources):
    """Start IPython, and import what notebooks import, before the walls close; `sources` are the course's own."""
    SOURCES.update(sources)
    shell = Shell.instance(config=Config(HistoryManager=MEMORY_ONLY, HistoryAccessor=MEMORY_ONLY))
    shell.display_pub.publish = shell._say_nothing
    shell.display_trap.hook = lambda value: None if value is None else shell.user_ns.update(_=value)
    for name in AT_HAND:
        with contextlib.suppress(ImportError):  # not all of them belong to the course's own packages
            importlib.import_module(name)


def run(data, job, ours, serve):
    """Run the code cells of `job` in their order; tell the grader of each cell, of each check, and of the end.

    `ours` holds answer.py and adapters.py; `serve(data, called)` answers the grader's calls until it has enough.
    """
    torch.compile = unchanged
    torch.set_num_threads = lambda count: None  # a pool of threads does not survive the fork
    science.stand_in(SOURCES, Checks(data, job, ours, serve).check)
    fine = True
    for number, source in job["cells"]:
        frames.send(data, {"cell": number, "fine": fine})
        fine = False
        with contextlib.suppress(BaseException), ours["answer"].time_limit(job["seconds"]):
            fine = Shell.instance().run_cell(source).success
    frames.send(data, {"end": True})


def unchanged(model=None, **_):
    """In place of torch.compile: the model itself, or a decorator that returns it."""
    return (lambda function: function) if model is None else model


class Given:
    """What `check` returns here: nothing is known about the answer in the process that runs it."""

    points = maximum = 0.0
    status = said = ""
    properties = picture = ()

    def __repr__(self):
        return "0"


class Checks:
    """`check`, as the notebook sees it: it tells the grader, and answers for the object as it is at this cell."""

    def __init__(self, data, job, ours, serve):
        self.data, self.job, self.ours, self.serve = data, job, ours, serve

    def check(self, id=None, answer=None, seed=0):
        """Ask the grader whether to serve this answer, for as long as it says so; whatever a fork does, go on."""
        wanted = self.job["exercises"].get(id) if type(id) is str else None
        if wanted:
            with no_alarm():
                frames.send(self.data, {"checked": id})
                while type(seconds := frames.receive(self.data)) is float:
                    frames.send(self.data, {"ended": self._answered(id, answer, wanted | {"seconds": seconds})})
        return Given()

    def _answered(self, id, answer, wanted) -> int:
        if not wanted["fork"]:
            self.serve(self.data, self._called(id, answer, wanted))
            return 0
        process = patient_fork()
        if process == 0:
            try:
                os.setsid()
                self.serve(self.data, self._called(id, answer, wanted))
            finally:
                os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        end_what_is_left(process)
        return status

    def _called(self, id, answer, wanted):
        answers, adapters = self.ours["answer"], self.ours["adapters"]
        adapter = getattr(adapters, wanted["adapter"]) if wanted["adapter"] else None
        trouble = answers.misfit(answer, wanted["signature"], id)
        return trouble or answers.Answer(answer, wanted["signature"], adapter, wanted["seconds"], wanted["seed"])


def patient_fork(seconds: float = 3.0) -> int:
    """Fork; wait a moment where there are too many processes, for some may be ending."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return os.fork()
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def end_what_is_left(process: int):
    """Kill what a fork has started: its session, and where we are the first of a process space all that is in it."""
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)
    if os.getpid() == 1:
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)


@contextlib.contextmanager
def no_alarm():
    """The time of a check does not count as that of its cell."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, 0.2)
