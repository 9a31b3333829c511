"""A planned error is one line on the page, and an error all the same."""

import json

import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from course_utils.system.errors import planned_error
from tests.browser.conftest import COURSE

LESSONS = sorted((COURSE / "chapters").glob("[0-9]*/lesson.ipynb"))
CELL = """import torch
from course_utils.system.errors import planned_error
with planned_error():
    torch.ones(3) + torch.nn.Linear(2, 2)(torch.ones(2))"""


def printed(cell):
    """What IPython prints of a cell that fails."""
    with capture_output() as output:
        outcome = InteractiveShell.instance(colors="nocolor").run_cell(cell)
    assert isinstance(outcome.error_in_exec, RuntimeError)
    return output.stdout.strip().splitlines()


def test_ipython_prints_the_kind_and_the_message_and_nothing_else():
    assert printed(CELL)[-1].startswith("RuntimeError: The size of tensor a (3)") and len(printed(CELL)) <= 2
    assert len(printed(CELL.replace("with planned_error():", "if True:"))) > 5  # and so it would be without


def test_the_error_passes_on_and_success_is_silent():
    with pytest.raises(RuntimeError, match="size of tensor"), planned_error():
        torch.ones(3) + torch.ones(2)
    with planned_error():
        pass


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.parent.name)
def test_every_lesson_shows_its_planned_error_in_a_line(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    planned = [cell for cell in cells if "raises-exception" in cell["metadata"].get("tags", [])]
    assert planned and all("with planned_error()" in "".join(cell["source"]) for cell in planned)
    for output in (output for cell in planned for output in cell["outputs"]):
        assert output["traceback"] == [f"{output['ename']}: {output['evalue']}"]
