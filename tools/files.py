"""Finding the notebooks of the course; and what `course_utils.system.files` has for writing files."""

from pathlib import Path

from course_utils.system.files import create_file, keep_aside, replace_file

__all__ = ["COURSE", "create_file", "keep_aside", "notebooks_in", "replace_file"]

COURSE = Path(__file__).resolve().parent.parent


def notebooks_in(folder):
    """Return the notebooks of `folder` and of its chapter folders, sorted, without checkpoints and hidden files."""
    notebooks = [*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")]
    return sorted(
        path for path in notebooks if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
