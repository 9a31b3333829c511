"""What README.md promises is there: commands, files, the picture and the numbers under it."""

import json
import re
from importlib.util import find_spec
from statistics import median

import pytest
from PIL import Image

from tools import readme_picture
from tools.files import COURSE

TEXT = (COURSE / "README.md").read_text(encoding="utf-8")
NUMBERS = json.loads(readme_picture.NUMBERS.read_text(encoding="utf-8"))


def in_order(pattern):
    return sorted(set(re.findall(pattern, TEXT)))


def test_length():
    assert len(TEXT.splitlines()) <= 120


@pytest.mark.parametrize("target", in_order(r"\bmake ([a-z-]+)\b(?=`| +#)"))
def test_make_target_exists(target):
    assert re.search(rf"^{target}:", (COURSE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_two_commands_are_named():
    assert {"lab", "test"} <= set(in_order(r"\bmake ([a-z-]+)\b"))


@pytest.mark.parametrize("module", in_order(r"python -m ([\w.]+)"))
def test_command_exists(module):
    assert find_spec(module)


@pytest.mark.parametrize("link", in_order(r"\]\(([^)#:]+)\)"))
def test_link_leads_somewhere(link):
    assert (COURSE / link).exists()


def test_picture_and_caption_have_the_stored_numbers():
    caption = readme_picture.caption(NUMBERS)
    block = TEXT.partition(readme_picture.BEGIN)[2].partition(readme_picture.END)[0]
    assert block.strip() == caption, "run python -m tools.readme_picture --draw-only"
    assert Image.open(readme_picture.PICTURE).text["Description"] == caption


def test_picture_has_a_description():
    assert re.search(r"!\[[^\]]{30,}\]\(docs/pictures/degradation\.png\)", TEXT)


def test_the_effect_stands_in_every_seed():
    """What the first sentences say: alike at 8 layers, not at 56."""
    errors = NUMBERS["training error in %"]
    assert min(errors["plain"]["56"]) > 10 * max(errors["residual"]["56"])
    assert abs(median(errors["plain"]["8"]) - median(errors["residual"]["8"])) < 1


def test_numbers_belong_to_the_tool():
    assert NUMBERS["epochs"] == readme_picture.EPOCHS
    assert NUMBERS["seeds"] == len(readme_picture.SEEDS)
    assert tuple(NUMBERS["widths"]) == readme_picture.WIDTHS
    for found in NUMBERS["training error in %"].values():
        assert [int(depth) for depth in found] == list(readme_picture.DEPTHS)
        assert all(len(values) == len(readme_picture.SEEDS) for values in found.values())


def test_drawing_again_changes_nothing(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(TEXT, encoding="utf-8")
    for name, path in {"README": readme, "PICTURE": tmp_path / "a.png", "NUMBERS": tmp_path / "a.json"}.items():
        monkeypatch.setattr(readme_picture, name, path)
    readme_picture.write(NUMBERS)
    assert readme.read_text(encoding="utf-8") == TEXT
    assert json.loads((tmp_path / "a.json").read_text()) == NUMBERS
    assert Image.open(tmp_path / "a.png").size == Image.open(COURSE / "docs/pictures/degradation.png").size


def test_chapters_are_those_of_the_start_notebook():
    cells = json.loads((COURSE / "chapters" / "00_start_here.ipynb").read_text(encoding="utf-8"))["cells"]
    start = "".join("".join(cell["source"]) for cell in cells if cell["id"] == "chapters")
    rows = re.findall(r"^\| (\d) ([\w ]+?) \| (.+?\?) \|", start, re.MULTILINE)
    assert len(rows) == 5
    for number, name, question in rows:
        assert re.search(rf"^\| {number} (\[{name}\]\(\S+\)|{name}) \| {re.escape(question)} \|", TEXT, re.MULTILINE)


@pytest.mark.parametrize("folder", sorted((COURSE / "chapters").glob("0[1-9]_*/")), ids=lambda folder: folder.name)
def test_every_chapter_that_exists_is_linked(folder):
    assert f"(chapters/{folder.name}/lesson.ipynb)" in TEXT
