"""What was published beside what the labs measured, written to a page from files of results and from nothing else.

python -m course_utils.lab.reproduction                 docs/results into docs/reproduction.md
python -m course_utils.lab.reproduction --check         the exit status is 1 where the page is not what it would write
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas

from course_utils.lab.evidence import LABS, Lab
from course_utils.lab.experiments import EXPERIMENTS
from course_utils.lab.results import Results
from course_utils.lab.run import table
from course_utils.lab.tuning import tuned_table
from course_utils.system.files import replace_file

DOCS = Path(__file__).parents[2] / "docs"
DATA = {"cifar10": "CIFAR-10", "fashion_mnist": "Fashion-MNIST", "pictograms32": "pictograms, 32x32 pixels"}
INTRODUCTION = """# What was published, and what the labs measured

Written by `python -m course_utils.lab.reproduction` from the files in `docs/results/`; no number below was typed. To
fill it, on a CUDA GPU:

    python -m course_utils.lab all --profile short --minutes 9 --results docs/results
    python -m course_utils.lab.reproduction

Run again, the first command goes on where it stopped. `--profile full` is the papers' schedule. Errors are those on the
test images **after the last epoch**, in %, mean and standard deviation over the seeds; a training that diverged is
counted beside them. A number is compared with a published one only where data and schedule are the paper's (`full` on
its data); everywhere else the findings are what can be compared, seed by seed. What was not run stays empty. The
`quick` profiles train on 8x8 digits or 16x16 pictograms for a minute: no published number is comparable with theirs, so
they are not listed here.
"""
HEAD = ("network", "published", "protocol", "source", "profile", "data", "device", "seeds", "here", "verdict")


@dataclass(frozen=True)
class Measured:
    """All that one profile left on one data set and one device."""

    profile: str
    data: str
    device: str
    rows: pandas.DataFrame


def page(folder: Path | str) -> str:
    """The whole page in Markdown from the results in `folder`, which need not exist."""
    return "\n".join([INTRODUCTION, *(section(lab, Path(folder)) for lab in LABS)])


def section(lab: Lab, folder: Path) -> str:
    """One lab: its numbers beside the published ones, then its findings."""
    runs = list(measured(lab.experiment, folder))
    lines = [f"## {lab.title}", "", _markdown(HEAD, _numbers(lab, runs)), ""]
    if not runs:
        lines += [f"Nothing was run yet. Alone: `python -m course_utils.lab {lab.experiment} --profile short`.", ""]
    found = [(finding, source, *_told(judge, runs)) for finding, source, judge in lab.findings]
    return "\n".join([*lines, _markdown(("finding", "source", "profile and data", "here"), found), ""])


def measured(experiment: str, folder: Path) -> Iterator[Measured]:
    """What each profile for a GPU left in the file of `experiment`, one after the other."""
    results = Results(folder / f"{experiment}.jsonl", mend=False)
    for name in ("short", "full"):
        for data in sorted(DATA.keys() & {row.get("data") for row in results.rows}):
            profile = replace(EXPERIMENTS[experiment]()[name], data=data)
            rows = tuned_table(profile, results) if profile.rates else table(profile, results)
            for device, part in rows.groupby("device", sort=False):
                yield Measured(name, data, device, part)


def _numbers(lab: Lab, runs: Sequence[Measured]) -> Iterator[tuple]:
    """A row for each published number and each run beside it, then for what has no published one."""
    published = lab.published()
    for entry in published.itertuples():
        left = (entry.entry, f"{100 * entry.test_error:.2f}" if entry.test_error < 1 else "fail", entry.protocol)
        beside = [(run, part) for run in runs for name, part in _entries(lab, run) if name == entry.entry]
        for run, part in beside:
            yield *left, entry.source, *_ours(run, part), _verdict(run, part, entry)
        if not beside:
            yield *left, entry.source, *[""] * 6
    for run in runs:
        for name, part in _entries(lab, run):
            if name not in set(published.entry):
                yield name, "", "", "", *_ours(run, part), ""


def _entries(lab, run):
    rows = run.rows if lab.part is None else run.rows[run.rows.part == lab.part]
    return rows.groupby(rows.apply(lab.entry, axis=1), sort=False) if len(rows) else ()


def _ours(run, part):
    errors, diverged = 100 * part.test_error.dropna(), int(part.test_error.isna().sum())
    deviation = f" ± {errors.std():.2f}" if len(errors) > 1 else ""
    here = f"{errors.mean():.2f}{deviation}" if len(errors) else ""
    also = f"{diverged} diverged" if diverged else ""
    return run.profile, DATA[run.data], run.device, len(part), "; ".join(filter(None, (here, also)))


def _verdict(run, part, entry):
    """Whether the published number is ours; only where it can be asked."""
    errors = 100 * part.test_error.dropna()
    if run.profile != "full" or DATA[run.data] not in entry.protocol:
        return "not comparable"
    if len(errors) < 2 or not entry.test_error < 1:
        return "cannot tell"
    gap = errors.mean() - 100 * entry.test_error
    return f"reproduced within {2 * errors.std():.2f}" if abs(gap) <= 2 * errors.std() else f"{gap:+.2f} points"


def _told(judge, runs):
    """Where and how a finding came out; two cells, with a line for each run."""
    told = [(f"{run.profile}, {DATA[run.data]}", judge(run.rows)) for run in runs]
    told = [(where, said) for where, said in told if said]
    return "<br>".join(where for where, _ in told), "<br>".join(said for _, said in told)


def _markdown(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |" for line in lines)


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or say whether it is in step with the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=DOCS / "results")
    parser.add_argument("--page", type=Path, default=DOCS / "reproduction.md")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    text = page(options.results)
    if options.check:
        return int(not options.page.exists() or options.page.read_text(encoding="utf-8") != text)
    replace_file(options.page, text.encode())
    print(f"{options.page} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
