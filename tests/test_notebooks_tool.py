"""The normal form of notebooks: what is kept, what is dropped, and what is refused in a sentence."""

import base64
import io

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools import notebooks
from tools.files import COURSE
from tools.notebooks import WIDGET_TYPE, NotebookError, normalise, problems, to_bytes


def picture(side, mode="RGB"):
    """Return a square picture of noise as base64, the way a notebook stores it."""
    buffer = io.BytesIO()
    noise = Image.frombytes("RGB", (side, side), np.random.default_rng(0).bytes(3 * side * side))
    (noise.quantize(256) if mode == "P" else noise).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


PNG = picture(8, "P")


def book(*outputs, **cell):
    """Return a notebook with one code cell that has these outputs."""
    return new_notebook(
        cells=[new_code_cell("x", id="the-cell", outputs=list(outputs), execution_count=7, **cell)],
        metadata={"widgets": {"state": {}}, "toc": 1, "celltoolbar": "Create Assignment"},
    )


def outputs_of(*outputs):
    return normalise(book(*outputs)).cells[0].outputs


def test_notebook_metadata_is_exact():
    assert normalise(book()).metadata == notebooks.METADATA


def test_cell_metadata_keeps_what_means_something():
    given = {
        "tags": ["claim:R1"],
        "execution": {"iopub.execute_input": "2026"},
        "scrolled": True,
        "nbgrader": {"grade": True},
    }
    assert set(normalise(book(metadata=given)).cells[0].metadata) == {"tags", "nbgrader"}


def test_execution_counts_start_at_one():
    notebook = book(new_output("execute_result", {"text/plain": "1"}, execution_count=7))
    cell = normalise(notebook).cells[0]
    assert cell.execution_count == cell.outputs[0].execution_count == 1


def test_stderr_and_progress_bars_go():
    bar = {WIDGET_TYPE: {"model_id": "1"}, "text/plain": "epochs:  50%|#####     | 9/18 [00:01<00:01]"}
    assert outputs_of(new_output("stream", name="stderr", text="warning"), new_output("display_data", bar)) == []


def test_neighbouring_prints_are_joined():
    kept = outputs_of(
        new_output("stream", name="stdout", text="a\n"),
        new_output("stream", name="stderr", text="!"),
        new_output("stream", name="stdout", text="b\n"),
    )
    assert [output.text for output in kept] == ["a\nb\n"]


def test_panel_keeps_its_picture_and_its_words():
    data = {
        WIDGET_TYPE: {"model_id": "1"},
        "image/png": PNG,
        "text/plain": "depth 20: variance 3.1",
        "text/html": "<b>",
    }
    metadata = {"image/png": {"width": 400}, WIDGET_TYPE: {"a": 1}}
    (kept,) = outputs_of(new_output("display_data", data, metadata=metadata))
    assert kept.data == {"image/png": PNG, "text/plain": "depth 20: variance 3.1"}
    assert kept.metadata == {"image/png": {"width": 400}}


def test_pictures_get_a_palette_once():
    (first,) = outputs_of(new_output("display_data", {"image/png": picture(64)}))
    (second,) = outputs_of(first)
    assert len(first.data["image/png"]) < len(picture(64)) / 2 and second.data == first.data


@pytest.mark.parametrize("text", ["VBox(children=(IntSlider(value=1),\n Image(value=b'')))", "Output()", ""])
def test_widget_without_a_picture_goes(text):
    assert outputs_of(new_output("display_data", {WIDGET_TYPE: {"model_id": "1"}, "text/plain": text})) == []


def test_widget_that_prints_a_sentence_keeps_it():
    data = {WIDGET_TYPE: {"model_id": "1"}, "text/plain": "Predict: which one wins?"}
    assert outputs_of(new_output("display_data", data))[0].data == {"text/plain": "Predict: which one wins?"}


def test_tables_keep_their_text():
    (kept,) = outputs_of(new_output("execute_result", {"text/html": "<table>", "text/plain": "a  b"}))
    assert kept.data == {"text/plain": "a  b"}


def test_html_alone_goes():
    assert outputs_of(new_output("display_data", {"text/html": "<b>", "application/json": {}})) == []


def test_addresses_are_scrubbed():
    (kept,) = outputs_of(new_output("execute_result", {"text/plain": "<Net at 0x7f1234567890>"}))
    assert kept.data["text/plain"] == "<Net at 0x…>"


def test_error_keeps_name_and_message():
    trace = ["\x1b[31mlong\x1b[0m", "/home/somebody/x.py"]
    (kept,) = outputs_of(new_output("error", ename="ValueError", evalue="bad shape", traceback=trace))
    assert kept.traceback == ["ValueError: bad shape"]


def test_without_outputs():
    cell = normalise(book(new_output("stream", text="x")), keep_outputs=False).cells[0]
    assert cell.outputs == []
    assert cell.execution_count is None


def test_normal_form_is_a_fixed_point():
    notebook = normalise(book(new_output("stream", text="0x7f1234567890")))
    once = to_bytes(notebook)
    assert to_bytes(normalise(nbformat.reads(once.decode(), 4))) == once
    assert once.endswith(b"}\n")


@pytest.mark.parametrize(
    "name", ["3f2a9c1e", "3f2a9c1e-aaaa-bbbb-cccc-123456789abc", "a1b2c3d4", "Telescope", "a_b", "-a"]
)
def test_unreadable_ids_are_refused(name):
    notebook = new_notebook(cells=[new_markdown_cell("x", id=name)])
    assert "readable id" in next(problems(notebook))


def test_repeated_ids_are_refused():
    notebook = new_notebook()
    notebook.cells = [new_markdown_cell("x", id="twice"), new_markdown_cell("x", id="twice")]
    assert any("two cells called twice" in problem for problem in problems(notebook))


def test_large_notebooks_are_refused():
    notebook = normalise(book(new_output("display_data", {"image/png": picture(900)})))
    assert "the limit is 700 KB" in next(problems(notebook))


def test_paths_of_this_machine_are_refused():
    notebook = normalise(book(new_output("stream", text=f"saved to {notebooks.COURSE}/x")))
    assert "path of this machine in cell the-cell" in next(problems(notebook))


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def test_chapter_is_run_in_its_own_folder(tmp_path, capfd):
    path = write(
        tmp_path / "chapters" / "lesson.ipynb",
        new_code_cell("import os, sys; print(os.path.basename(os.getcwd()), file=sys.stdout)", id="where"),
        new_code_cell("1 / 0", id="fails-on-purpose", metadata={"tags": ["raises-exception"]}),
        new_code_cell("print('noise', file=sys.stderr)\n6 * 7", id="answer"),
    )
    assert notebooks.main([str(path)]) == 0
    where, fails, answer = nbformat.read(path, 4).cells
    assert where.outputs[0].text == "chapters\n"
    assert fails.outputs[0].traceback == ["ZeroDivisionError: division by zero"]
    assert [output.data["text/plain"] for output in answer.outputs] == ["42"]
    assert answer.execution_count == 3
    assert notebooks.main(["--check", str(path)]) == 0


@pytest.mark.parametrize(
    ("source", "tags", "words"),
    [
        ("raise ValueError('no data here')", [], ["cell the-cell", "ValueError: no data here"]),
        ("1", ["raises-exception"], ["the-cell", "should fail, and it did not"]),
    ],
)
def test_failing_chapter_is_left_alone(tmp_path, capfd, source, tags, words):
    path = write(tmp_path / "lesson.ipynb", new_code_cell(source, id="the-cell", metadata={"tags": tags}))
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    said = capfd.readouterr().err
    assert all(word in said for word in words)
    assert path.read_bytes() == before


def test_solutions_are_tidied_and_never_run(tmp_path):
    path = write(
        tmp_path / "solutions" / "01_x" / "exercises.ipynb",
        new_code_cell("1 / 0", id="the-cell", outputs=[new_output("stream", text="x")], execution_count=3),
    )
    assert notebooks.main([str(path)]) == 0
    assert nbformat.read(path, 4).cells[0].outputs == []


def test_check_changes_nothing(tmp_path, capfd):
    path = write(tmp_path / "lesson.ipynb", new_code_cell("1", id="the-cell", execution_count=9))
    before = path.read_bytes()
    assert notebooks.main(["--check", str(path)]) == 1
    assert "--normalise-only" in capfd.readouterr().err
    assert path.read_bytes() == before
    assert notebooks.main(["--normalise-only", str(path)]) == 0
    assert notebooks.main(["--check", str(path)]) == 0


@pytest.mark.parametrize("text", ["", "{", "not json", '{"cells": []}'])
def test_what_is_no_notebook_is_one_sentence(tmp_path, capfd, text):
    path = tmp_path / "lesson.ipynb"
    path.write_text(text)
    assert notebooks.main(["--check", str(path)]) == 1
    assert capfd.readouterr().err.strip()
    assert path.read_text() == text


def test_missing_notebook_is_one_sentence(tmp_path):
    with pytest.raises(NotebookError, match="cannot be read"):
        notebooks.read(tmp_path / "none.ipynb")


def test_kernels_keep_nothing_of_an_author_and_train_the_small_profile(monkeypatch, tmp_path):
    """Whatever the author's own settings, and on a machine with a GPU too."""
    seen = {}
    monkeypatch.setattr("nbclient.NotebookClient.execute", lambda self, **settings: seen.update(settings["env"]))
    monkeypatch.setenv("COURSE_PROFILE", "full")
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path))
    notebooks.execute(new_notebook(), tmp_path)
    assert (seen["COURSE_PROFILE"], seen["COURSE_RESULTS"], seen["COURSE_PROGRESS"]) == ("quick", "", "")
    (line,) = (line for line in (COURSE / "Makefile").read_text().splitlines() if line.startswith("OFFLINE :="))
    assert {f"{name}={value}" for name, value in notebooks.KERNEL.items()} <= set(line.split())
