"""A class on one server: six learners run lessons at once; each has own work only, and nobody reads another's."""

import json
import os
import re
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.files import COURSE
from tools.hub import options, rooms
from tools.hub.client import Refused, memory
from tools.hub.running import MISSING, installed, running_hub, with_accounts

ACCOUNTS = with_accounts()
MEGABYTES = 1 << 20
LIMIT = 1500 * MEGABYTES
LESSONS = {
    "01_residual_mathematics": ["imports", "hardware", "correction-panel"],
    "02_gradient_highways": ["imports", "imports-page", "hardware", "flow-panel"],
    "03_bottleneck_efficiency": ["imports", "hardware", "configurator-panel"],
    "04_ensembles": ["imports", "hardware", "lattice-panel"],
    "05_ode_view": ["imports", "hardware", "euler-panel"],
}


# What needs no hub


def test_a_class_list_is_one_name_a_line(tmp_path):
    (tmp_path / "names.txt").write_text("Ann\n\n  ben  # repeats\n# nobody\n")
    assert options.names_in(tmp_path / "names.txt") == ("ann", "ben")


def test_memory_is_said_with_its_unit():
    assert options.size("2G") == 2 << 30 and options.size("1.5g") == 3 << 29 and options.size("700M") == 700 << 20
    for wrong in ("2", "G", "-1G", "2T", ""):
        with pytest.raises(ValueError):
            options.size(wrong)


def test_folders_that_others_may_not_pass_are_found_from_outside(tmp_path):
    """The outermost alone: what lies below it is covered with it."""
    (tmp_path / "closed/inner/course").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    (found,) = rooms.closed_parents([str(tmp_path / "closed/inner/course"), "/usr/bin"])
    assert str(tmp_path / "closed").startswith(found) and not Path(found).stat().st_mode & 0o001
    assert rooms.closed_parents(["/usr/bin", "/usr/lib"]) == []


def test_what_is_and_is_not_apart_is_said(monkeypatch):
    """Who starts it, and what the machine lets us do, decide; nothing is promised beyond that."""
    from tools.hub.__main__ import words

    monkeypatch.setattr(sys, "platform", "linux")
    for user, possible, arguments, expected, said in (
        (1000, True, [], (False, False), "can read what\\nyou can read"),
        (0, True, [], (True, True), "a view of the machine of its own"),
        (0, False, [], (True, False), "what others may read of it, learners may"),
        (0, True, ["--one-account"], (False, False), "neighbours' folders too"),
    ):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        monkeypatch.setattr(rooms, "possible", lambda possible=possible: possible)
        found, _ = options.parse(arguments)
        assert (found.accounts, found.rooms) == expected and said.replace("\\n", "\n") in words(found)


def test_a_machine_without_views_says_where_the_course_cannot_be_read(monkeypatch, capsys, tmp_path):
    from tools.hub import __main__ as hub

    (tmp_path / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(rooms, "possible", lambda: False)
    if find_spec("jupyterhub"):
        assert hub.main([f"--folder={tmp_path / 'closed' / 'class'}"]) == 1
        assert "could not read" in capsys.readouterr().err and not (tmp_path / "closed" / "class").exists()


@pytest.mark.skipif(not ACCOUNTS, reason="accounts of the system are made by root on Linux alone")
def test_nobody_becomes_somebody_of_the_machine(tmp_path):
    from tools.hub.accounts import NotOurs, ensure

    for name in ("root", "daemon"):
        with pytest.raises(NotOurs, match="account of this machine already"):
            ensure(name, str(tmp_path / name))
    assert not list(tmp_path.iterdir())


def test_the_lock_of_the_proxy_names_no_registry():
    lock = json.loads((COURSE / "tools" / "hub" / "proxy" / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package and (not name or package["integrity"].startswith("sha512-")), name


# Six at once


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A hub in a folder of its own, with a token for the test; its accounts are gone afterwards."""
    if not installed():
        pytest.skip(f"The class was NOT TRIED: {MISSING}")
    folder = tmp_path_factory.mktemp("class")
    with running_hub(folder, f"--memory={LIMIT >> 20}M") as running:
        yield running, folder


@pytest.fixture(scope="module")
def learners(hub):
    """Six learners, each with a server and a kernel in which the first panel of a lesson stands."""
    running, _ = hub
    names = [f"rn{os.getpid()}-{number}" for number in range(6)]
    with ThreadPoolExecutor(len(names)) as pool:
        yield list(pool.map(lambda name: at_work(running, name), names))


def at_work(hub, name):
    """A learner who has run the cells of a lesson, and keeps a word of their own in a file and in the kernel."""
    learner = hub.learner(name)
    learner.start()
    chapter = list(LESSONS)[int(name[-1]) % len(LESSONS)]
    kernel = learner.kernel(f"my_work/{chapter}")
    cells = json.loads((COURSE / "chapters" / chapter / "lesson.ipynb").read_text())["cells"]
    code = {cell["id"]: "".join(cell["source"]) for cell in cells}
    learner.said = [kernel.run(code[cell]) for cell in LESSONS[chapter]]
    learner.word = secrets.token_hex(8)
    kernel.run(f"word = {learner.word!r}; open('word.txt', 'w').write(word)")
    kernel.run("from course_utils.system.progress import open_progress; open_progress().set('prediction/x', word)")
    learner.file = f"my_work/{chapter}/word.txt"
    return learner


def test_every_panel_stands(learners):
    for learner in learners:
        assert not any(error for _, error in learner.said), (learner.name, learner.said)
        assert re.search(r"\d", learner.said[-1][0]), (learner.name, learner.said[-1])


def test_each_has_own_work_only(hub, learners):
    homes = hub[1] / "homes"
    for learner in learners:
        here = homes / learner.name
        assert (here / learner.file).read_text() == learner.word
        assert json.loads((here / "my_work/progress.json").read_text()) == {"prediction/x": learner.word}
        assert len(list((here / "my_work").glob("*/lesson.ipynb"))) == len(LESSONS)
        assert learner.kernels[0].run("print(word)") == (f"{learner.word}\n", "")


def test_a_learner_sees_no_button_of_nbgraders(learners):
    page = learners[1].read("GET", f"/user/{learners[1].name}/lab").decode()
    (disabled,) = re.findall(r'"disabledExtensions": (\[[^\]]*\])', page)
    assert "@jupyter/nbgrader" in disabled


def test_no_token_opens_anothers_server(learners):
    for learner, other in zip(learners, learners[1:] + learners[:1], strict=True):
        with pytest.raises(Refused) as refused:
            learner.server("GET", "/contents", owner=other.name)
        assert refused.value.status in (403, 404)
        assert learner.server("GET", f"/contents/{learner.file}")["content"] == learner.word


@pytest.mark.skipif(not ACCOUNTS, reason="without accounts of the system nothing keeps a learner's code from reading")
def test_no_code_reads_anothers_work_or_changes_the_course(hub, learners):
    _, folder = hub
    mine, other = learners[0], learners[1]
    attempts = {
        f"print(open({str(folder / 'homes' / other.name / other.file)!r}).read())": "Error",
        f"import os; print(os.listdir({str(folder / 'homes')!r}))": f"['{mine.name}']\n",
        f"print(open({str(folder / 'state' / 'cookie-secret')!r}).read())": "Error",
        f"open({str(COURSE / 'chapters' / 'mine.txt')!r}, 'w')": "Error",
        "open('/root/x', 'w')": "Error",
        "print({os.stat('/proc/' + n).st_uid for n in os.listdir('/proc') if n.isdigit()} == {os.getuid()})": "True\n",
    }
    for code, expected in attempts.items():
        said, error = mine.kernels[0].run(code)
        assert expected in (error if expected == "Error" else said), (code, said, error)
        assert other.word not in said


def test_the_course_is_there_to_read(learners):
    said, error = learners[0].kernels[0].run("import os; print(sorted(os.listdir(os.environ['HOME'] + '/chapters')))")
    assert not error and "01_residual_mathematics" in said


def test_who_takes_too_much_loses_a_kernel_and_nobody_else_does(hub, learners):
    """The limit counts the server and the kernel together."""
    assert learners[0].ask("GET", "/user")["name"] == learners[0].name
    _, error = learners[0].kernels[0].run(f"much = bytearray({LIMIT})")
    assert error == "kernel restarting" or error.startswith("MemoryError")
    assert learners[1].kernels[0].run("print(word)") == (f"{learners[1].word}\n", "")


def test_memory_of_a_learner(learners, record_property):
    """Server and kernel with a panel; of whole lessons `python -m tools.hub_load` measures it for docs/hosting.md."""
    if sys.platform != "linux":
        pytest.skip("memory is read from /proc")
    taken = [memory(learner.name)[0] / MEGABYTES for learner in learners[1:]]
    record_property("megabytes", taken)
    assert all(100 < each < LIMIT / MEGABYTES for each in taken), taken


def test_what_is_handed_in_has_the_name_of_who_handed_it_in(hub, learners, tmp_path):
    """Two hand in at once; `nbgrader collect` puts each where `make grade` looks."""
    _, folder = hub
    chapter, two = "02_gradient_highways", learners[1:3]
    for learner in two:
        path = folder / "homes" / learner.name / "my_work" / chapter / "exercises.ipynb"
        book = json.loads(path.read_text())
        book["metadata"]["word"] = learner.word
        path.write_text(json.dumps(book))
    submit = (
        f"import subprocess, sys; print(subprocess.call([sys.executable, '-m', 'nbgrader', 'submit', {chapter!r}]))"
    )
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: one.kernels[0].run(submit), two))
    assert all(said.endswith("0\n") and not error for said, error in answers), answers
    path = os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ["PATH"]])
    environment = os.environ | {"JUPYTER_CONFIG_PATH": str(folder / "settings"), "PATH": path}
    command = [sys.executable, "-m", "nbgrader", "collect", chapter]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and (not ACCOUNTS or "cheating" not in done.stderr), done.stderr
    assert sorted(path.name for path in (tmp_path / "submitted").iterdir()) == [learner.name for learner in two]
    for learner in two:
        found = tmp_path / "submitted" / learner.name / chapter / "exercises.ipynb"
        assert json.loads(found.read_text())["metadata"]["word"] == learner.word
