"""The page of `make claims`: each claim, where it stands, and the range of what was measured, in Markdown."""

import math
from collections.abc import Iterator
from itertools import groupby

HEAD = """# Every claim, wherever it was tried

`make claims` writes this page and [claims.json](claims.json): it runs the lessons whole, over variants of the
arithmetic (lesser vector instructions, without oneDNN, two threads), over other seeds (1000 N added to every seed) and
on every accelerator present, and reads the verdicts that the cells state. *Range* is that of the quantity over all
runs, *expected* what the verdict asks of it. A threshold is set at about twice the spread, so that the next machine
finds what this one found. *Older code*: lessons of which what a claim rests on has changed since that run.
"""


def page(runs: list[dict]) -> str:
    """The whole page."""
    parts = [
        HEAD,
        "## Runs\n",
        *table(["machine", "PyTorch", "variant", "claims that stand", "not", "older code"], run_rows(runs)),
    ]
    for lesson, group in by_lesson(runs):
        parts += [f"\n## {lesson}\n"]
        columns = ["claim", "verdict", "stands in", "quantity", "expected", "range"]
        parts += [*table(columns, claim_rows(group)), "", *fallen_lines(group), *failure_lines(group), ""]
        parts += [*table(["", *claims_of(group)], variant_rows(group))]
    return "\n".join(parts).rstrip("\n") + "\n"


def table(columns: list[str], rows: list[list[str]]) -> Iterator[str]:
    """A Markdown table, a line at a time."""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(str(entry).replace("|", "\\|") for entry in row) + " |"


def by_lesson(runs: list[dict]) -> Iterator[tuple[str, list[dict]]]:
    """The runs of each lesson."""
    for lesson, group in groupby(sorted(runs, key=lambda run: run["lesson"]), lambda run: run["lesson"]):
        yield lesson, list(group)


def place(run: dict) -> str:
    """The processor or, where the run computed on one, the accelerator."""
    return run["machine"] if run["device"] == "cpu" else run["device"]


def run_rows(runs: list[dict]) -> list[list[str]]:
    """A row a variant on a machine, all lessons together; last, how many lessons have changed since the run."""
    rows, today = {}, {run["lesson"]: run["code"] for run in runs if run["variant"] == "as is"}
    for run in runs:
        rows.setdefault((place(run), run["torch"], run["variant"]), []).append(run)
    made = []
    for key, group in sorted(rows.items()):
        claims = [claim for run in group for claim in run["claims"]]
        older = sum(run["code"] != today.get(run["lesson"], run["code"]) for run in group)
        stand = f"{sum(claim['stands'] for claim in claims)} of {len(claims)}"
        made.append([*key, stand, names(claims) or "-", f"{older} of {len(group)} lessons" if older else "-"])
    return made


def names(claims: list[dict]) -> str:
    """The claims that do not stand."""
    return " ".join(claim["id"] for claim in claims if not claim["stands"])


def claims_of(runs: list[dict]) -> dict[str, list[tuple[dict, dict]]]:
    """For each claim every run with what it said there, in the order of the claims' numbers."""
    said = {}
    for run in runs:
        for claim in run["claims"]:
            said.setdefault(claim["id"], []).append((run, claim))
    return {name: said[name] for name in sorted(said, key=number)}


def number(name: str) -> int:
    """10 of R10."""
    return int("".join(filter(str.isdigit, name)) or 0)


def claim_rows(runs: list[dict]) -> list[list[str]]:
    """A row a quantity; the first of a claim's rows names the claim."""
    rows = []
    for id, said in claims_of(runs).items():
        standing = f"{sum(claim['stands'] for _, claim in said)} of {len(said)}"
        lead = [id, said[-1][1]["verdict"], standing]
        for quantity in quantities(said) or [["", "", ""]]:
            rows.append([*lead, *quantity])
            lead = ["", "", ""]
    return rows


def quantities(said: list[tuple[dict, dict]]) -> list[list[str]]:
    """Name, expectation and range of every quantity of a claim, over the runs that measured it."""
    values = {}
    for _, claim in said:
        for each in claim["evidence"]:
            kind = "derived: " if each["derived"] else ""
            values.setdefault((kind + each["name"], expected(each)), []).append(value(each))
    return [[name, wanted, span(numbers)] for (name, wanted), numbers in values.items()]


def value(quantity: dict) -> float:
    """What was measured; what diverged is not kept with its run, JSON having no infinity."""
    return quantity.get("value", math.inf)


def expected(quantity: dict) -> str:
    """The range that the verdict asks for."""
    low, high = quantity.get("above"), quantity.get("below")
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"above {low:g}" if low is not None else f"below {high:g}"


def span(numbers: list[float]) -> str:
    """From the least to the greatest, with three digits; one number where all are alike; NaN counted."""
    finite = [value for value in numbers if value == value]
    ends = [f"{end(finite):.3g}" for end in (min, max)] if finite else []
    parts = [" to ".join(dict.fromkeys(ends))] if ends else []
    return ", ".join([*parts, f"{len(numbers) - len(finite)} NaN"] if len(finite) < len(numbers) else parts)


def variant_rows(runs: list[dict]) -> list[list[str]]:
    """A row a run, a column a claim: whether it stands there; empty where its cell was not reached."""
    rows = []
    for run in runs:
        stands = {claim["id"]: "yes" if claim["stands"] else "**no**" for claim in run["claims"]}
        rows.append([f"{place(run)}, {run['variant']}", *(stands.get(name, "") for name in claims_of(runs))])
    return rows


def fallen_lines(runs: list[dict]) -> Iterator[str]:
    """Where each claim that did not stand everywhere fell, and what it found there."""
    for id, said in claims_of(runs).items():
        for run, claim in said:
            if not claim["stands"]:
                wrong = [each for each in claim["evidence"] if not each["stands"]]
                what = "; ".join(f"{each['name']} {value(each):.3g}" for each in wrong) or claim["error"] or "it fell"
                yield f"- {id} does not stand on {place(run)}, {run['variant']}: {what}"


def failure_lines(runs: list[dict]) -> Iterator[str]:
    """The cells that failed."""
    for run in runs:
        for error in run["errors"]:
            yield f"- An error on {place(run)}, {run['variant']}: {error}"
