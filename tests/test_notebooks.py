"""House rules for every notebook of the course: form, length, outputs, and one measuring cell a claim."""

import ast
import json
import re
import statistics

import pytest

from tools import notebooks
from tools.files import COURSE, notebooks_in

CHAPTERS, SOLUTIONS, EXERCISES = (notebooks_in(COURSE / name) for name in ("chapters", "solutions", "exercises"))
ALL = [*CHAPTERS, *SOLUTIONS, *EXERCISES]
CLAIMS = {
    "01_residual_mathematics": [f"R{number}" for number in range(1, 14)],
    "02_gradient_highways": [f"G{number}" for number in range(1, 15)],
    "03_bottleneck_efficiency": [f"B{number}" for number in range(1, 10)],
    "04_ensembles": [f"E{number}" for number in range(1, 8)],
    "05_ode_view": [f"O{number}" for number in range(1, 7)],
}
FRONTIERS = {
    "01_residual_mathematics": ["F1", "F2", "F3"],
    "02_gradient_highways": ["F4", "F5", "F6"],
    "03_bottleneck_efficiency": ["F7", "F8"],
    "04_ensembles": ["F9", "F10"],
    "05_ode_view": ["F11", "F12"],
}  # of these, the notebooks that exist are held to the laws of the lessons
PAGES = {f"{chapter}/lesson": claims for chapter, claims in CLAIMS.items()}
PAGES |= {
    f"{chapter}/frontier": claims
    for chapter, claims in FRONTIERS.items()
    if (COURSE / "chapters" / chapter / "frontier.ipynb").exists()
}
CALL_OUTS = {"Predict", "Note", "Pitfall", "Going deeper"}
LONGEST_CODE, LONGEST_PROSE = 25, 120


def name_of(path):
    return path.relative_to(COURSE).as_posix()


every_notebook = pytest.mark.parametrize("path", ALL, ids=name_of)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=name_of)
every_unrun = pytest.mark.parametrize("path", SOLUTIONS + EXERCISES, ids=name_of)


def cells_of(path, kind=None):
    """Return the cells of a notebook as its file has them, with their sources joined."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in cells if kind in (None, cell["cell_type"])]


def test_there_are_notebooks():
    for chapter in CLAIMS:
        for folder, name in (("chapters", "lesson"), ("chapters", "lab"), ("solutions", "exercises")):
            assert (COURSE / folder / chapter / f"{name}.ipynb").exists()
    assert (COURSE / "chapters" / "00_start_here.ipynb").exists()


@every_notebook
def test_normal_form(path):
    """nbformat 4.5, exact metadata, readable unique ids, text and PNG only, under 700 KB, the writer's own layout."""
    notebook = notebooks.read(path)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert list(notebooks.problems(notebook)) == []
    tidy = notebooks.to_bytes(notebooks.normalise(notebook, keep_outputs=not notebooks.is_released(path)))
    assert tidy == path.read_bytes(), "run python -m tools.notebooks --normalise-only"


@every_notebook
def test_code_cells_are_short(path):
    for cell in cells_of(path, "code"):
        if "### BEGIN SOLUTION" in cell["source"]:  # a worked solution explains itself in comments
            continue
        lines = [line for line in cell["source"].splitlines() if line.strip()]
        assert len(lines) <= LONGEST_CODE, f"cell {cell['id']} has {len(lines)} lines"


@every_notebook
def test_prose_cells_are_short(path):
    """Words as a reader counts them: equations, links' targets, tables and folded hints are not prose."""
    for cell in cells_of(path, "markdown"):
        text = re.sub(r"<details>.*?</details>", " ", cell["source"], flags=re.DOTALL)
        text = re.sub(r"\$\$.*?\$\$|\$[^$\n]*\$|\]\([^)]*\)|<[^>]*>", " ", text, flags=re.DOTALL)
        words = re.findall(r"[A-Za-z][\w'-]*", "\n".join(x for x in text.splitlines() if not x.startswith("|")))
        assert len(words) <= LONGEST_PROSE, f"cell {cell['id']} has {len(words)} words"


@every_notebook
def test_one_title_and_known_call_outs(path):
    prose = "\n\n".join(cell["source"] for cell in cells_of(path, "markdown"))
    prose = re.sub(r"```.*?```", "", prose, flags=re.DOTALL)
    assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1
    assert set(re.findall(r"^> \*\*([^*]+?)[.:]?\*\*", prose, re.MULTILINE)) <= CALL_OUTS


@every_notebook
def test_links_to_notebooks_lead_somewhere(path):
    """A learner opens the copies in my_work/, where a chapter's exercises lie beside its lesson."""
    for cell in cells_of(path, "markdown"):
        for target in re.findall(r"\]\(([^)#\s]+\.ipynb)\)", cell["source"]):
            places = [path.parent / target]
            if len(path.relative_to(COURSE).parts) == 3:
                places += [COURSE / folder / path.parent.name / target for folder in ("chapters", "exercises")]
            else:
                places += [COURSE / folder / target for folder in ("chapters", "exercises")]
            assert any(place.exists() for place in places), f"cell {cell['id']} links to {target}"


@every_chapter
def test_outputs_are_stored(path):
    outputs = [output for cell in cells_of(path, "code") for output in cell["outputs"]]
    assert any("image/png" in output.get("data", {}) for output in outputs), "run make notebooks"
    assert all(cell["execution_count"] for cell in cells_of(path, "code") if cell["source"].strip())


@every_chapter
def test_only_announced_errors(path):
    for cell in cells_of(path, "code"):
        announced = "raises-exception" in cell["metadata"].get("tags", [])
        assert announced == any(output["output_type"] == "error" for output in cell["outputs"]), cell["id"]


@every_chapter
def test_compared_outputs_are_stored(path):
    """nbval passes a cell without a stored output, whatever it prints."""
    for cell in cells_of(path, "code"):
        if "nbval-check-output" in cell["metadata"].get("tags", []):
            assert cell["outputs"], cell["id"]


@every_unrun
def test_no_outputs(path):
    for cell in cells_of(path, "code"):
        assert not cell["outputs"], cell["id"]
        assert cell["execution_count"] is None, cell["id"]


@pytest.mark.parametrize(("page", "claim"), [(page, claim) for page, claims in PAGES.items() for claim in claims])
def test_claim_is_measured_once_and_stated(page, claim):
    cells = cells_of(COURSE / "chapters" / f"{page}.ipynb", "code")
    measuring = [cell for cell in cells if f"claim:{claim}" in cell["metadata"].get("tags", [])]
    assert len(measuring) == 1, f"{claim} has {len(measuring)} cells tagged claim:{claim}"
    stated = re.search(rf'^claim\(\s*"{claim}"', measuring[0]["source"], re.MULTILINE)
    assert stated, measuring[0]["id"]


@pytest.mark.parametrize("page", PAGES)
def test_no_unknown_claims(page):
    tags = [tag for cell in cells_of(COURSE / "chapters" / f"{page}.ipynb") for tag in cell["metadata"].get("tags", [])]
    assert {tag for tag in tags if tag.startswith("claim:")} == {f"claim:{claim}" for claim in PAGES[page]}


@pytest.mark.parametrize("page", PAGES)
def test_claims_are_listed_up_front_in_the_order_of_the_page(page):
    cells = cells_of(COURSE / "chapters" / f"{page}.ipynb")
    tags = [tag for cell in cells for tag in cell["metadata"].get("tags", [])]
    (listed,) = (cell["source"] for cell in cells if cell["id"] == "claims-listed")
    assert re.findall(r"(?:: \*\*|:\*\* |; )([RGBEOF]\d+) ", listed) == [
        tag[6:] for tag in tags if tag.startswith("claim:")
    ]


# What only makes text, axes or a bar of what was measured
FORMATS = re.compile(
    r"float_format|to_string|print\(|\.round\(|table=|rename_axis|columns = |"
    r"set_title|\.set\(|legend|tqdm\(|assert |raise "
)


@every_chapter
def test_the_code_of_a_claim_is_folded(path):
    """Who reads sees the verdict, and unfolds the measurement with a click; what a lesson is about is never folded."""
    folded = {cell["id"] for cell in cells_of(path, "code") if cell["metadata"].get("jupyter", {}).get("source_hidden")}
    claims = {
        c["id"] for c in cells_of(path, "code") if any(t.startswith("claim:") for t in c["metadata"].get("tags", []))
    }
    if path.name == "lesson.ipynb":
        assert claims <= folded and len(folded - claims) <= 10
        assert not any(
            re.search(r"^(panels\.|predict|reveal|recall)", c["source"], re.M)
            for c in cells_of(path, "code")
            if c["id"] in folded
        )


@pytest.mark.parametrize(("kind", "most"), [("lesson", 5), ("frontier", 6)])
def test_lessons_show_the_science_in_few_lines(kind, most):
    """Code cells have few lines in the median (a frontier asks no recall questions, of a line each), and at most 15 %
    of the lines only format or guard."""
    pages = [page for page in PAGES if page.endswith(kind)]
    if not pages:
        pytest.skip(f"There is no {kind} yet.")
    cells = [cell for page in pages for cell in cells_of(COURSE / "chapters" / f"{page}.ipynb", "code")]
    lines = [[line for line in cell["source"].splitlines() if line.strip()] for cell in cells]
    assert statistics.median(map(len, lines)) <= most
    working = [line for cell in lines for line in cell if not re.match(r"(import|from) ", line)]
    assert sum(bool(FORMATS.search(line)) for line in working) <= 0.15 * len(working)


def asked_numbers(cells):
    """Yield (key, low, high, step) of each `predict_number` of a notebook's code cells."""
    for cell in cells:
        for node in ast.walk(ast.parse(cell["source"])):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict_number":
                named = dict(zip(("key", "question", "low", "high", "step"), node.args, strict=False))
                named |= {keyword.arg: keyword.value for keyword in node.keywords}
                numbers = (ast.literal_eval(named[name]) if name in named else 1 for name in ("low", "high", "step"))
                yield ast.literal_eval(named["key"]), *numbers


@every_chapter
def test_the_slider_of_a_prediction_reaches_what_was_measured(path):
    """Within 3 % of the outcome that is stored below; a step that passes it by would give it away, or deny it."""
    cells = cells_of(path, "code")
    stored = {
        key: float(re.search(r"measured: ([-\d.]+\d)", "".join(output["data"]["text/plain"])).group(1))
        for cell in cells
        for key in re.findall(r'^reveal\("([^"]+)"', cell["source"], re.MULTILINE)
        for output in cell["outputs"]
        if re.search(r"measured: [-\d.]+\d", "".join(output.get("data", {}).get("text/plain", "")))
    }
    for key, low, high, step in asked_numbers(cells):
        assert key in stored, f"{key} is asked, and nothing is revealed"
        nearest = low + round((stored[key] - low) / step) * step
        assert low <= nearest <= high and abs(nearest / stored[key] - 1) < 0.03, (key, stored[key], nearest)
