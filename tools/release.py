"""Generate exercises/ from solutions/: the same bytes at every call, without nbgrader's database or configuration.

    python -m tools.release

Solutions, hidden tests and outputs go; graded cells are locked and get their checksums. A stub is what stood between
`### BEGIN SOLUTION` and `### END SOLUTION`.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from traitlets.config import Config

from tools.files import COURSE, notebooks_in, replace_file
from tools.notebooks import normalise, to_bytes

SETTINGS = Config(
    ClearSolutions={
        "code_stub": {"python": "raise NotImplementedError"},
        "text_stub": "*Write your answer here.*",
        "begin_solution_delimeter": "BEGIN SOLUTION",
        "end_solution_delimeter": "END SOLUTION",
    }
)


def preprocessors():
    """Return nbgrader's steps of `generate_assignment`, less those that talk to a database."""
    from nbgrader import preprocessors as steps

    names = (
        "IncludeHeaderFooter LockCells ClearSolutions ClearOutput CheckCellMetadata ClearHiddenTests ClearMarkScheme "
        "ComputeChecksums CheckCellMetadata"
    )
    return [getattr(steps, name)(config=SETTINGS) for name in names.split()]


def released(source):
    """Return the released form of the solution notebook at `source`, as bytes."""
    notebook = nbformat.read(source, as_version=4)
    resources = {"unique_key": source.stem, "metadata": {"path": str(source.parent)}}
    for step in preprocessors():
        notebook, resources = step.preprocess(notebook, resources)
    return to_bytes(normalise(notebook, keep_outputs=False))


def release(solutions, exercises):
    """Write the released form of every notebook of `solutions` to `exercises`; return the paths written."""
    sources = notebooks_in(solutions)
    if not sources:
        raise FileNotFoundError(f"There is no notebook in {solutions}: nothing to release.")
    written = []
    for source in sources:
        target = exercises / source.relative_to(solutions)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            replace_file(target, released(source))
        except (RuntimeError, ValueError, nbformat.ValidationError) as error:
            raise ValueError(f"{source.relative_to(solutions.parent)} cannot be released: {error}") from error
        written.append(target)
    for stale in sorted(set(notebooks_in(exercises)) - set(written)):
        stale.unlink()
    return written


def main(arguments=None):
    """Release every chapter; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--solutions", type=Path, default=COURSE / "solutions")
    parser.add_argument("--exercises", type=Path, default=COURSE / "exercises")
    options = parser.parse_args(arguments)
    try:
        written = release(options.solutions, options.exercises)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(f"{path.relative_to(options.exercises.parent)} is written." for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main())
