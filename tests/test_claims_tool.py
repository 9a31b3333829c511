"""claims: which runs are missing, how machines are merged, what the page says; the lessons themselves are not run."""

import json
import math

import pytest

from course_utils.lab.claims import claim, measured
from tools import claims, claims_table, variants


def run_of(variant="as is", machine="a CPU", gap=0.7, **entries):
    """A run of chapter 1 in which R10 measures `gap` and R2 always stands."""
    stated = [claim("R10", "holds: deeper is worse", measured("least gap", gap, above=0.5))]
    stated.append(claim("R2", "holds: it is so", measured("share", 0.9, above=0.5, below=1)))
    common = {"seconds": 1.0, "error": None}
    run = {"lesson": "01_x", "variant": variant, "machine": machine, "device": "cpu", "torch": "2.15.0"}
    run |= {"python": "3.11", "code": "abc", "seconds": 9.0, "errors": []}
    return run | {"claims": [verdict.record() | common for verdict in stated]} | entries


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """The tool with one lesson, measured by counting; returns what was run."""
    lesson = tmp_path / "chapters" / "01_x" / "lesson.ipynb"
    lesson.parent.mkdir(parents=True)
    lesson.write_text(json.dumps({"cells": [{"cell_type": "code", "source": ["1"]}]}))
    monkeypatch.setattr(claims, "COURSE", tmp_path)
    for name in ("cells.py", "variants.py"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / name).touch()
    ran = []

    def measure(lesson, variant):
        ran.append(variant.name)
        shown = {"machine": variants.processor(), "torch": variants.version(), "code": claims.state(lesson)}
        return run_of(variant.name, gap=0.3 if variant.seed_shift == 2000 else 0.7, **shown)

    monkeypatch.setattr(claims, "measure", measure)
    return ran


def test_what_was_measured_with_the_same_code_is_not_run_again(machine, tmp_path):
    store = tmp_path / "claims.json"
    assert claims.main(["--json", str(store), "--variants", "as is"]) == 0
    assert claims.main(["--json", str(store), "--variants", "as is", "seeds"]) == 1  # R10 falls with seeds + 2000
    assert machine == ["as is", *(f"seeds + {1000 * n}" for n in range(1, 6))]
    assert len(claims.load(store)) == 6
    lesson = tmp_path / "chapters" / "01_x" / "lesson.ipynb"
    lesson.write_text(lesson.read_text().replace('"1"', '"2"'))
    claims.main(["--json", str(store), "--variants", "as is"])
    assert machine.count("as is") == 2 and len(claims.load(store)) == 6  # the later run takes the earlier one's place


def test_a_frontier_is_measured_beside_its_lesson_and_neither_takes_the_others_place(machine, tmp_path):
    lesson = tmp_path / "chapters" / "01_x" / "lesson.ipynb"
    frontier = lesson.with_name("frontier.ipynb")
    frontier.write_text(lesson.read_text())
    lesson.with_name("lab.ipynb").write_text(lesson.read_text())
    assert claims.pages() == [frontier, lesson]
    assert [claims.name_of(page) for page in claims.pages()] == ["01_x/frontier", "01_x"]
    assert len(claims.merged([run_of()], [run_of(lesson="01_x/frontier")])) == 2
    pairs = claims.missing([], claims.chosen(claims.pages(), ["frontier"], claims.name_of), claims.variants_here()[:1])
    assert [page for page, _ in pairs] == [frontier]
    done = run_of(lesson="01_x", machine=variants.processor(), torch=variants.version(), code=claims.state(lesson))
    assert [page for page, _ in claims.missing([done], claims.pages(), claims.variants_here()[:1])] == [frontier]


@pytest.mark.parametrize(("text", "runs_again"), [("prose", False), ("code", True)])
def test_prose_does_not_make_a_claim_stale(machine, tmp_path, text, runs_again):
    lesson = tmp_path / "chapters" / "01_x" / "lesson.ipynb"
    before = claims.state(lesson)
    kind = "markdown" if text == "prose" else "code"
    cells = [{"cell_type": "code", "source": ["1"]}, {"cell_type": kind, "source": ["2"]}]
    lesson.write_text(json.dumps({"cells": cells}))
    assert (claims.state(lesson) != before) == runs_again


def test_the_variants_cover_seeds_instructions_threads_and_every_device(monkeypatch):
    monkeypatch.setattr(claims.torch.backends.cpu, "get_cpu_capability", lambda: "AVX512")
    monkeypatch.setattr(claims.torch.cuda, "is_available", lambda: True)
    made = {variant.name: variant for variant in claims.variants_here()}
    assert {"as is", "default", "avx2", "without oneDNN", "two threads", "cuda"} <= set(made)
    assert [made[name].seed_shift for name in made if name.startswith("seeds")] == [1000, 2000, 3000, 4000, 5000]
    assert made["avx2"].settings["ATEN_CPU_CAPABILITY"] == "avx2"
    assert made["two threads"].settings["COURSE_THREADS"] == "2"
    assert made["cuda"].settings == {"COURSE_DEVICE": "cuda"} and made["without oneDNN"].options().no_onednn
    monkeypatch.setattr(claims.torch.backends.cpu, "get_cpu_capability", lambda: "AVX2")
    assert "avx512" not in {variant.name for variant in claims.variants_here()}


def test_machines_are_merged_into_one_table(machine, tmp_path):
    ours, theirs = tmp_path / "claims.json", tmp_path / "other.json"
    claims.save(ours, [run_of()])
    claims.save(theirs, [run_of("cuda", device="NVIDIA H200", torch="2.11.0", gap=0.2)])
    assert claims.main(["--json", str(ours), "--merge", str(theirs)]) == 1
    assert not machine and len(claims.load(ours)) == 2
    page = (tmp_path / "claims.md").read_text()
    assert "| NVIDIA H200 | 2.11.0 | cuda | 1 of 2 | R10 |" in page
    assert "| a CPU | 2.15.0 | as is | 2 of 2 | - |" in page


def test_the_page_has_ranges_expectations_and_where_a_claim_falls():
    runs = [run_of(), run_of("avx2", gap=0.3), run_of("default", gap=math.nan, errors=["cell-x: ValueError: no"])]
    page = claims_table.page(runs)
    assert "| R10 | holds: deeper is worse | 1 of 3 | least gap | above 0.5 | 0.3 to 0.7, 1 NaN |" in page
    assert "| R2 | holds: it is so | 3 of 3 | share | 0.5 to 1 | 0.9 |" in page
    assert "- R10 does not stand on a CPU, avx2: least gap 0.3" in page
    assert "| a CPU, avx2 | yes | **no** |" in page and "| a CPU, as is | yes | yes |" in page
    assert "- An error on a CPU, default: cell-x: ValueError: no" in page
    assert page.index("| R2 | holds") < page.index("| R10 | holds")


def test_the_page_says_which_runs_are_of_older_code():
    runs = [run_of(), run_of("avx2"), run_of("default", code="xyz")]
    rows = {row[2]: row[-1] for row in claims_table.run_rows(runs)}
    assert rows == {"as is": "-", "avx2": "-", "default": "1 of 1 lessons"}


def test_what_diverged_is_the_end_of_the_range_and_does_not_stand():
    runs = json.loads(json.dumps([run_of(), run_of("avx2", gap=math.inf)]))
    page = claims_table.page(runs)
    assert "| least gap | above 0.5 | 0.7 to inf |" in page
    assert "does not stand on a CPU, avx2: least gap inf" in page
