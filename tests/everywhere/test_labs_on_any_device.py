"""The law of the device in every lab, and in a notebook that breaks it. A file of its own runs beside the lessons."""

import nbformat
import pytest

from tools.files import COURSE

LABS = sorted(path.parent.name for path in COURSE.glob("chapters/*/lab.ipynb"))


@pytest.mark.parametrize("chapter", LABS)
def test_a_lab_runs_on_an_accelerator(faults, chapter):
    assert not faults(f"chapters/{chapter}/lab.ipynb")


def test_a_network_that_does_not_meet_its_data_is_found(faults, tmp_path):
    lines = ["from course_utils.data import digits", "from course_utils.networks.staged import CifarNet"]
    lines += ["from course_utils.system.device import choose_hardware"]
    lines += ["network = CifarNet(8, 'identity', (4, 4, 4), in_channels=1).to(choose_hardware().device)"]
    lines += ["network(digits().test_inputs[:2])"]
    cell = nbformat.v4.new_code_cell("\n".join(lines), id="apart")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "apart.ipynb")
    (fault,) = faults(tmp_path / "apart.ipynb")
    assert fault.startswith("apart: RuntimeError: Expected all tensors to be on the same device")
