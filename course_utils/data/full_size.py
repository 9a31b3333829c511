"""Data at full size, 50,000 images of 3x32x32: photographs where they can be had, pictograms of that size elsewhere."""

import os
from collections.abc import Callable
from pathlib import Path

import torch

from course_utils.data.dataset import Dataset
from course_utils.data.photographs import DEBIAN, DataNotAvailable, cifar10, fashion_mnist, normalised
from course_utils.data.pictograms import CLASSES, pictograms

PHOTOGRAPHS: dict[str, Callable[[Path], Dataset]] = {"cifar10": cifar10, "fashion_mnist": fashion_mnist}
PLACES = {
    "cifar10": ("cifar-10-batches-py", "cifar-10-python.tar.gz"),
    "fashion_mnist": ("FashionMNIST/raw/train-images-idx3-ubyte",),
}  # where torchvision keeps them
DRAWINGS = 10  # so that drawing takes a tenth of the memory


def large_pictograms(train: int = 50_000, test: int = 10_000) -> Dataset:
    """Pictograms in CIFAR-10's shape and number, as bytes `(N, 3, 32, 32)`: a minute or two of a processor.

    `train` and `test` are rounded down to multiples of ten. Raises `ValueError` for fewer than ten.
    """
    wanted = (os.environ.get("COURSE_DEVICE") or "auto") in ("auto", "cuda")  # who is sent to the CPU draws there too
    device = "cuda" if wanted and torch.cuda.is_available() else "cpu"
    parts = [pictograms(train // DRAWINGS, test // DRAWINGS, 32, seed=seed, device=device) for seed in range(DRAWINGS)]
    images = [
        torch.cat([(255 * split).round().byte().cpu() for split in splits])
        for splits in ([part.train_inputs for part in parts], [part.test_inputs for part in parts])
    ]
    labels = (
        torch.cat([part.train_labels.cpu() for part in parts]),
        torch.cat([part.test_labels.cpu() for part in parts]),
    )
    return normalised("pictograms, 32x32", images, labels, CLASSES)


def at_hand(root: str | Path, debian: Path = DEBIAN) -> str | None:
    """Which photographs lie on this machine, "cifar10" before "fashion_mnist"; None where neither does."""
    places = {name: [Path(root) / place for place in places] for name, places in PLACES.items()}
    places["fashion_mnist"].append(debian)
    return next((name for name, paths in places.items() if any(path.exists() for path in paths)), None)


def best_at_full_size(root: str | Path, debian: Path = DEBIAN) -> tuple[str, str]:
    """The name of the best data at full size that can be had, and a sentence where these are not photographs.

    What lies on this machine is taken before what would have to be downloaded, CIFAR-10 before Fashion-MNIST, and
    "pictograms32" where neither can be had.
    """
    if name := at_hand(root, debian):
        return name, ""
    for name, load in PHOTOGRAPHS.items():
        try:
            load(root)
            return name, ""
        except DataNotAvailable as error:
            reason = str(error).partition(".")[0]
    return "pictograms32", f"{reason}. So the networks see pictograms of 32x32 pixels instead of photographs."
