"""Each check of the start notebook says in one line what it found, and what to do where something is wrong."""

import builtins
import shutil
import subprocess
import sys
import tomllib
from collections import namedtuple

import pytest
from packaging.requirements import Requirement

from course_utils import data
from course_utils.panels.front_end import FrontEnd
from course_utils.start import health, packages
from course_utils.system import device

Usage = namedtuple("Usage", "total used free")


def without(monkeypatch, *missing):
    """Make imports of the packages in `missing` fail, as in an environment without them."""
    real = builtins.__import__

    def importer(name, *arguments, **settings):
        if name.split(".")[0] in missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *arguments, **settings)

    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(builtins, "__import__", importer)


def assert_one_line(finding, mark, *fragments):
    assert finding.mark == mark, finding
    assert "\n" not in repr(finding)
    assert "Traceback" not in repr(finding)
    assert repr(finding).startswith(f"{mark} {finding.name}: ")
    for fragment in fragments:
        assert fragment in finding.sentence


def test_this_machine_is_fine():
    assert_one_line(health.python(), health.FINE if health.COURSE / ".venv" == packages.Path(sys.prefix) else "!")
    assert_one_line(health.packages(), "✓", f"all {len(packages.needed_packages())} are here", "torch ")
    assert_one_line(health.data(), "✓", "1297 training and 500 test inputs of 1x8x8")


def test_old_python():
    assert_one_line(health.python((3, 9, 2)), "✗", "is 3.9.2; the course needs 3.11 or later", "`make lab", "PYTHON=")


def test_other_environment(monkeypatch, tmp_path):
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(health, "COURSE", tmp_path)
    assert_one_line(health.python((3, 12, 1), "/usr"), "!", "3.12.1 from /usr", "Change Kernel")
    assert_one_line(health.python((3, 12, 1), str(tmp_path / ".venv")), "✓", "in the environment of the course")


def test_conda_has_no_venv(monkeypatch, tmp_path):
    monkeypatch.setattr(health, "COURSE", tmp_path)
    assert_one_line(health.python((3, 12, 1), "/opt/envs/residual"), "✓", "3.12.1, in residual.")


def test_missing_and_old_packages():
    versions = dict.fromkeys(packages.needed_packages(), "999.0") | {"torch": None, "numpy": "1.26.4"}
    found = health.packages(versions.get)
    assert_one_line(found, "✗", "torch is missing, numpy 1.26.4 is older than 2.0.", "`make lab`", "conda env update")


def test_wrong_kernel_has_none_of_the_packages():
    assert_one_line(health.packages(lambda name: None), "✗", "it is a wrong kernel", "Change Kernel")


def test_torchvision_that_does_not_fit(monkeypatch):
    def importer(name):
        if name == "torchvision":
            raise RuntimeError("operator torchvision::nms does not exist\nand a long story")

    monkeypatch.setattr(health.importlib, "import_module", importer)
    assert_one_line(health.packages(), "✗", "RuntimeError: operator torchvision::nms does not exist. Run `make lab`")


@pytest.mark.parametrize(("gpu", "fragment"), [(False, "No GPU was found"), (True, "COURSE_DEVICE keeps the course")])
def test_cpu(monkeypatch, gpu, fragment):
    monkeypatch.setenv("COURSE_DEVICE", "cpu")
    monkeypatch.setattr(device.torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(device.torch.cuda, "is_available", lambda: gpu)
    assert_one_line(health.device(), "✓", str(device.choose_hardware("cpu")), fragment)


def test_gpu_that_is_not_there(monkeypatch):
    monkeypatch.setenv("COURSE_DEVICE", "cuda")
    monkeypatch.setattr(device.torch.cuda, "is_available", lambda: False)
    assert_one_line(health.device(), "✗", "This machine has no cuda device", "Set COURSE_DEVICE=cpu")


def test_gpu_that_does_not_work(monkeypatch):
    def broken(*arguments, **settings):
        raise RuntimeError("CUDA error: no kernel image is available\nCompile with TORCH_USE_CUDA_DSA")

    monkeypatch.setattr("torch.ones", broken)
    assert_one_line(health.device(), "✗", "RuntimeError: CUDA error: no kernel image is available. Set COURSE_DEVICE")


def test_no_torch(monkeypatch):
    without(monkeypatch, "torch")
    assert_one_line(health.device(), "✗", "waits for a package", "torch", "`make lab`")


@pytest.mark.parametrize(
    ("free", "mark", "fragment"),
    [(16.2, "✓", "16 GB free"), (0.7, "!", "0.7 GB free, and a lesson may need 2"), (None, "!", "does not tell")],
)
def test_memory(monkeypatch, free, mark, fragment):
    monkeypatch.setattr(health, "memory_gb", lambda: free)
    assert_one_line(health.memory(), mark, fragment)


def test_memory_is_limited_by_the_container(monkeypatch):
    files = {"/proc/meminfo": "MemAvailable:   16000000 kB\n", "/sys/fs/cgroup/memory.max": "1500000000\n"}
    monkeypatch.setattr(packages, "_read", lambda path: files[path])
    assert packages.memory_gb() == 1.5
    files["/sys/fs/cgroup/memory.max"] = "max\n"
    assert packages.memory_gb() == pytest.approx(16.384)


def test_memory_without_proc(monkeypatch):
    monkeypatch.setattr(packages, "_read", lambda path: "")
    monkeypatch.setattr(packages.os, "sysconf", lambda name: {"SC_PHYS_PAGES": 2_000_000, "SC_PAGE_SIZE": 4096}[name])
    assert packages.memory_gb() == pytest.approx(8.192)
    monkeypatch.delattr(packages.os, "sysconf")
    assert packages.memory_gb() is None


@pytest.mark.parametrize(
    ("free", "mark", "fragment"),
    [(50e9, "✓", "50 GB free"), (0.3e9, "!", "too little for CIFAR-10"), (0.02e9, "✗", "20 MB free: saving may fail")],
)
def test_disk(monkeypatch, free, mark, fragment):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(100e9, 100e9 - free, int(free)))
    assert_one_line(health.disk(), mark, fragment)


def test_folder_that_cannot_be_written(monkeypatch, tmp_path):
    monkeypatch.setattr(health.os, "access", lambda folder, mode: False)
    assert_one_line(health.disk(tmp_path), "✗", "cannot be written to")


def test_folder_that_is_gone(tmp_path):
    assert_one_line(health.disk(tmp_path / "gone"), "✗", "FileNotFoundError", "Your notebooks are saved in this folder")


def test_digits_missing(monkeypatch):
    def damaged(*arguments):
        raise FileNotFoundError("digits.csv.gz not found")

    monkeypatch.setattr(data, "digits", damaged)
    assert_one_line(health.data(), "✗", "digits.csv.gz not found", "Delete the folder .venv and run `make lab` again")
    assert_one_line(health.some_digits(), "✗", "digits.csv.gz not found")


def test_cifar_is_seen(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    assert_one_line(health.data(), "✓", "CIFAR-10 (170 MB) is fetched")
    (tmp_path / "cifar-10-batches-py").mkdir()
    assert_one_line(health.data(), "✓", "CIFAR-10 is here too")


def test_place(tmp_path):
    assert_one_line(health.place(tmp_path), "!", "not my_work/", "`make lab`")
    assert_one_line(health.place(tmp_path / "my_work"), "✓", "your own copies")


def test_examine_ends_with_what_to_do(monkeypatch, capsys):
    for marks, end in (("✓✓", "This machine works."), ("✓!", "not an error."), ("!✗", "run this cell again.")):
        monkeypatch.setattr(health, "findings", lambda marks=marks: [health.Finding(m, "x", "y.") for m in marks])
        health.examine()
        assert capsys.readouterr().out.strip().endswith(end)


def test_place_is_left_out_where_nothing_is_kept(monkeypatch):
    everything = "python packages device memory disk data place".split()
    for name in everything:
        monkeypatch.setattr(health, name, lambda name=name: health.Finding("✓", name, ""))
    monkeypatch.setenv("COURSE_PROGRESS", "")
    assert [finding.name for finding in health.findings()] == everything[:-1]
    monkeypatch.delenv("COURSE_PROGRESS")
    assert [finding.name for finding in health.findings()] == everything


def test_a_bare_python_gets_sentences_too(tmp_path):
    """A kernel of another environment: no package, only this folder on its path."""
    code = "import sys; sys.path.append(sys.argv[1]); from course_utils.start import health; health.examine()"
    code += "; from course_utils.panels.front_end import FrontEnd; print(FrontEnd()); print(health.some_digits())"
    command = [sys.executable, "-I", "-S", "-c", code, str(packages.COURSE)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    assert "✗ packages: this Python has none of them, so it is a wrong kernel." in done.stdout
    assert "✗ front end: ipywidgets is missing." in done.stdout
    assert "✗ digits: " in done.stdout
    assert "Mend the lines marked ✗ first" in done.stdout


def test_bounds_are_those_of_pyproject():
    project = tomllib.loads((packages.COURSE / "pyproject.toml").read_text())["project"]
    declared = {need.name: need.specifier for need in map(Requirement, project["dependencies"])}
    assert {name: f">={lowest}" for name, lowest in packages.needed_packages().items()} == {
        name: str(bound) for name, bound in declared.items()
    }
    assert project["requires-python"] == f">={packages.needed_python()}"


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2.15.0+cu128", (2, 15, 0)), ("2.15.0rc1", (2, 15, 0)), ("9.0.dev1", (9, 0)), ("11", (11,))],
)
def test_version_numbers(version, expected):
    assert packages.numbers(version) == expected


def test_slider_says_back_what_it_was_moved_to():
    front_end = FrontEnd()
    front_end.slider.value = 3
    assert "✓ front end: the kernel heard you move the slider to 3." in front_end.echo.value
    assert 'role="status"' in front_end.echo.value


def test_page_without_widgets_gets_a_sentence():
    """A front end without the widget extension shows the plain text instead of the slider."""
    bundle = FrontEnd()._repr_mimebundle_()
    assert "this page cannot show live controls" in bundle["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_some_digits_is_a_picture():
    assert len(health.some_digits(10).axes) == 10
