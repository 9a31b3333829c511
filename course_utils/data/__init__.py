"""The data of the course: digits, pictograms, photographs and toys; nothing but photographs is ever downloaded."""

import re
from pathlib import Path

from course_utils.data.augmentation import augment
from course_utils.data.dataset import Dataset
from course_utils.data.digits import digits
from course_utils.data.full_size import best_at_full_size, large_pictograms
from course_utils.data.photographs import FOLDER, DataNotAvailable, cifar10, fashion_mnist
from course_utils.data.pictograms import pictograms
from course_utils.data.toys import drawn, rings, spirals, wave

FIRST = re.compile(r"(.+)\[:(\d+)\]")

__all__ = [
    "FOLDER",
    "DataNotAvailable",
    "Dataset",
    "augment",
    "best_at_full_size",
    "cifar10",
    "digits",
    "drawn",
    "fashion_mnist",
    "large_pictograms",
    "load",
    "pictograms",
    "rings",
    "spirals",
    "wave",
]


def load(name: str, root: str | Path = FOLDER) -> Dataset:
    """The dataset called "digits", "pictograms", "pictograms32", "cifar10" or "fashion_mnist", at its default settings.

    "cifar10[:500]" is its first 500 training and its first 500 test inputs. Raises `ValueError` for another name,
    `DataNotAvailable` where photographs cannot be had.
    """
    if found := FIRST.fullmatch(name):
        return load(found[1], root).first(int(found[2]))
    loaders = {"digits": digits, "pictograms": pictograms, "pictograms32": large_pictograms}
    loaders |= {"cifar10": lambda: cifar10(root), "fashion_mnist": lambda: fashion_mnist(root)}
    if name not in loaders:
        raise ValueError(f"No dataset is called {name!r}. Choose one of {', '.join(loaders)}.")
    return loaders[name]()
