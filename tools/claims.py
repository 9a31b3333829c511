"""Measure every claim of lessons and frontiers over variants of the machine and of the seeds, and write one table.

    python -m tools.claims                       what is not yet measured at this state of the code; docs/claims.md
    python -m tools.claims --jobs 8              eight lessons at a time
    python -m tools.claims --lessons 04 --variants seeds avx2
    python -m tools.claims --lessons frontier
    python -m tools.claims --merge other.json    add what another machine measured

A variant is a lesson run whole with other arithmetic (vector instructions, without oneDNN, two threads), other seeds
(1000 N added to every seed; the digits' split stays) or on an accelerator. Runs are kept in docs/claims.json, one a
line, as soon as each is done: what was measured with the same code on the same machine is not run again. The exit
status is 1 where a cell fails or a claim does not stand.
"""

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import torch

from tools import claims_code, variants
from tools.claims_table import names, page
from tools.everywhere import LONGEST, run_all, run_notebook
from tools.files import COURSE, replace_file

STORE = COURSE / "docs" / "claims.json"
SEEDS = 5
ONE_THREAD = {"COURSE_DEVICE": "cpu", "COURSE_THREADS": "1", "OMP_NUM_THREADS": "1"}
KEPT = ("lesson", "variant", "machine", "device", "torch", "python", "code", "seconds", "errors", "claims")


@dataclass(frozen=True)
class Variant:
    """One way to run a lesson: settings of the environment, and what its process changes before the first cell."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    seed_shift: int = 0
    no_onednn: bool = False

    def options(self) -> argparse.Namespace:
        """As `tools.cells` takes them."""
        return argparse.Namespace(pretend=False, brief=False, seed_shift=self.seed_shift, no_onednn=self.no_onednn)


def variants_here() -> list[Variant]:
    """Every variant that this machine can run: "as is" first, seeds next, since they cost as much and tell most."""
    made = [Variant("as is", ONE_THREAD)]
    made += [Variant(f"seeds + {1000 * n}", ONE_THREAD, seed_shift=1000 * n) for n in range(1, SEEDS + 1)]
    made += [Variant(name.lower(), ONE_THREAD | instructions(name)) for name in lesser_instructions()]
    made += [Variant("without oneDNN", ONE_THREAD, no_onednn=True)]
    made += [Variant("two threads", ONE_THREAD | {"COURSE_THREADS": "2", "OMP_NUM_THREADS": "2"})]
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return made + [Variant(kind, {"COURSE_DEVICE": kind}) for kind, here in present.items() if here]


def lesser_instructions() -> list[str]:
    """The vector instructions below those that PyTorch uses on this CPU, whose own are "as is"."""
    order = ["DEFAULT", "AVX2", "AVX512"]
    here = torch.backends.cpu.get_cpu_capability().upper()
    return order[: order.index(here)] if here in order else []


def instructions(name: str) -> dict[str, str]:
    """The environment in which PyTorch, and for AVX2 oneDNN and MKL too, compute as a lesser CPU would."""
    settings = {"ATEN_CPU_CAPABILITY": name.lower()}
    return settings | ({"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"} if name == "AVX2" else {})


def pages() -> list[Path]:
    """The notebooks that state claims: every lesson, and every frontier there is."""
    return sorted(path for name in ("lesson", "frontier") for path in (COURSE / "chapters").glob(f"*/{name}.ipynb"))


def name_of(page: Path) -> str:
    """How a run calls its notebook: a lesson by its chapter's folder, any other by folder and name."""
    return page.parent.name if page.stem == "lesson" else f"{page.parent.name}/{page.stem}"


def state(lesson: Path) -> str:
    """A digest of what a lesson's claims rest on: its measuring code, the modules behind it, the runner."""
    return claims_code.digest(lesson, COURSE, [COURSE / "tools" / name for name in ("cells.py", "variants.py")])


def identity(run: dict) -> tuple:
    """What two runs have in common of which the later one replaces the earlier."""
    return tuple(run[name] for name in ("lesson", "variant", "machine", "device", "torch"))


def measure(lesson: Path, variant: Variant) -> dict:
    """One lesson in one variant, as it is kept."""
    record = run_notebook(lesson, variant.options(), variant.settings)
    record |= {"lesson": name_of(lesson), "variant": variant.name, "code": state(lesson)}
    record["errors"] = [f"{each['cell']}: {each['error']}" for each in record["errors"] + record["failed_panels"]]
    return {name: record.get(name, "") for name in KEPT}


def missing(runs: list[dict], lessons: list[Path], wanted: list[Variant]) -> list[tuple[Path, Variant]]:
    """The pairs not yet measured with this code on this machine: all lessons of a variant, then the next variant."""
    here, codes = variants.processor(), {lesson: state(lesson) for lesson in lessons}
    version = variants.version()
    have = {(run["lesson"], run["variant"], run["machine"], run["torch"], run["code"]) for run in runs}
    pairs = [(lesson, variant) for variant in wanted for lesson in lessons]
    return [
        (lesson, variant)
        for lesson, variant in pairs
        if (name_of(lesson), variant.name, here, version, codes[lesson]) not in have
    ]


def merged(*several: list[dict]) -> list[dict]:
    """All runs, the later of two of the same kind, in an order that does not depend on when they ended."""
    latest = {identity(run): run for runs in several for run in runs}
    return [latest[key] for key in sorted(latest)]


def load(path: Path) -> list[dict]:
    """The runs kept in a file; none where there is no file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def save(path: Path, runs: list[dict]) -> None:
    """One run a line, and the page beside them."""
    lines = ",\n".join(json.dumps(run, ensure_ascii=False) for run in runs)
    replace_file(path, f"[\n{lines}\n]\n".encode())
    replace_file(path.with_suffix(".md"), page(runs).encode())


def chosen(things: list, names: list[str] | None, name_of) -> list:
    """Those whose name contains one of `names`; all where none is given."""
    return [thing for thing in things if not names or any(name in name_of(thing) for name in names)]


def main(arguments: list[str] | None = None) -> int:
    """Measure what is missing, keep it, write the page; return 1 where anything failed or does not stand."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1, help="lessons at a time")
    parser.add_argument("--lessons", nargs="+", metavar="NAME", help="those whose name contains this")
    parser.add_argument("--variants", nargs="+", metavar="NAME", help='those whose name contains this, "as is" say')
    parser.add_argument("--json", type=Path, default=STORE, help="where the runs are kept")
    parser.add_argument("--merge", nargs="+", type=Path, default=[], metavar="FILE", help="add these; run nothing")
    options = parser.parse_args(arguments)
    runs = merged(load(options.json), *map(load, options.merge))
    lessons = chosen(pages(), options.lessons, name_of)
    wanted = chosen(variants_here(), options.variants, lambda variant: variant.name)
    pairs = [] if options.merge else missing(runs, lessons, wanted)
    print(f"{len(pairs)} runs are missing, at most {LONGEST} s each.", flush=True)
    for run in run_all([lambda pair=pair: measure(*pair) for pair in pairs], options.jobs):
        runs = merged(runs, [run])
        save(options.json, runs)
        print(line(run), flush=True)
    save(options.json, runs)
    return int(any(run["errors"] or not all(claim["stands"] for claim in run["claims"]) for run in runs))


def line(run: dict) -> str:
    """One run in a line: how many claims stand, which do not, how many cells failed."""
    claims = run["claims"]
    fallen = names(claims)
    stand = f"{sum(claim['stands'] for claim in claims)} of {len(claims)} claims stand"
    stand += f", not {fallen}" if fallen else ""
    wrong = f"; {len(run['errors'])} errors, first {run['errors'][0]}" if run["errors"] else ""
    return f"{run['lesson']}, {run['variant']}, {run['seconds']:.0f} s: {stand}{wrong}"


if __name__ == "__main__":
    os.environ["COURSE_PROGRESS"] = ""
    sys.exit(main())
