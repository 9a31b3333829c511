"""The data of the course: digits that travel with scikit-learn, generated pictograms, toy problems, and CIFAR-10."""

import math
import os
from pathlib import Path

import torch

from course_utils.data.dataset import Dataset
from course_utils.data.pictograms import pictograms

FOLDER = Path(os.environ.get("COURSE_DATA") or Path(__file__).parents[2] / "data")


class DataNotAvailable(RuntimeError):
    """Raised with one sentence that says what is missing and what to do."""


def digits(test: int = 500, seed: int = 0) -> Dataset:
    """The 1797 handwritten digits bundled with scikit-learn, `(N, 1, 8, 8)` in [0, 1]: no download.

    `test` images are held out by a shuffle from `seed`. Source: Alpaydin and Kaynak 1998, UCI repository. Raises
    `ValueError` for a `test` that leaves one split empty.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    if not 0 < test < len(bunch.target):
        raise ValueError(f"Hold out between 1 and {len(bunch.target) - 1} digits for the test, not {test}.")
    images = torch.tensor(bunch.images, dtype=torch.float32)[:, None] / 16
    labels = torch.tensor(bunch.target, dtype=torch.int64)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    train, held_out = order[:-test], order[-test:]
    names = tuple(str(name) for name in bunch.target_names)
    return Dataset("digits", images[train], labels[train], images[held_out], labels[held_out], names)


def cifar10(root: str | Path = FOLDER) -> Dataset:
    """CIFAR-10 through torchvision, downloaded into `root` once: `(N, 3, 32, 32)`, normalised per channel.

    Krizhevsky 2009. Normalised by the training set's channel means and deviations, where He et al. 2015 subtract the
    mean of each pixel. Raises `DataNotAvailable` with what to do when there is no network or a file is damaged.
    """
    from torchvision.datasets import CIFAR10

    splits = [_load_cifar(CIFAR10, Path(root), train) for train in (True, False)]
    (train_inputs, train_labels), (test_inputs, test_labels) = (_as_tensors(split) for split in splits)
    mean = train_inputs.mean((0, 2, 3), keepdim=True)
    deviation = train_inputs.std((0, 2, 3), keepdim=True)
    train_inputs, test_inputs = (train_inputs - mean) / deviation, (test_inputs - mean) / deviation
    return Dataset("CIFAR-10", train_inputs, train_labels, test_inputs, test_labels, tuple(splits[0].classes))


def load(name: str, root: str | Path = FOLDER) -> Dataset:
    """The dataset called "digits", "pictograms" or "cifar10", at its default settings.

    Raises `ValueError` for another name.
    """
    loaders = {"digits": digits, "cifar10": lambda: cifar10(root), "pictograms": pictograms}
    if name not in loaders:
        raise ValueError(f"No dataset is called {name!r}. Choose one of {', '.join(loaders)}.")
    return loaders[name]()


def wave(count: int = 200, noise: float = 0.1, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """A 1-D regression problem: x in [-1, 1] and `sin(3 pi x) / 2 + x` plus Gaussian noise, each `(count, 1)`."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.linspace(-1, 1, count)[:, None]
    return x, torch.sin(3 * math.pi * x) / 2 + x + noise * torch.randn(count, 1, generator=generator)


def spirals(count: int = 400, noise: float = 0.03, seed: int = 0) -> Dataset:
    """A 2-D classification problem: two interleaved spirals, points `(count, 2)` in train and as many in test."""
    generator = torch.Generator().manual_seed(seed)
    label = torch.arange(2 * count) % 2
    radius = torch.rand(2 * count, generator=generator).sqrt()
    angle = 3 * math.pi * radius + math.pi * label
    points = torch.stack((radius * angle.cos(), radius * angle.sin()), 1)
    points = points + noise * torch.randn(2 * count, 2, generator=generator)
    return Dataset("spirals", points[:count], label[:count], points[count:], label[count:], ("first", "second"))


def augment(images: torch.Tensor, padding: int, generator: torch.Generator) -> torch.Tensor:
    """Flip each image left to right with probability 1/2, then shift it by up to `padding` pixels.

    He et al. 2015, section 4.2. One flip and one shift an image, zeros moved in at the border. Images `(N, C, H, W)`;
    draws come from `generator`, a CPU generator, so that a seed means the same on every device.
    """
    count, _, height, width = images.shape
    flip = (torch.rand(count, generator=generator) < 0.5).to(images.device)
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    padded = torch.nn.functional.pad(images, (padding,) * 4)
    top, left = torch.randint(0, 2 * padding + 1, (2, count, 1), generator=generator).to(images.device)
    rows = (top + torch.arange(height, device=images.device))[:, None, :, None]
    columns = (left + torch.arange(width, device=images.device))[:, None, None, :]
    everyone = torch.arange(count, device=images.device)[:, None, None, None]
    channels = torch.arange(images.shape[1], device=images.device)[None, :, None, None]
    return padded[everyone, channels, rows, columns]


def _as_tensors(split):
    images = torch.from_numpy(split.data).permute(0, 3, 1, 2).float() / 255
    return images, torch.tensor(split.targets)


def _load_cifar(loader, root, train):
    """torchvision's loader with its errors turned into one sentence that says what to do."""
    here = [name for name in (loader.filename, loader.base_folder) if (root / name).exists()]
    remedy = (
        f"Connect to the internet and run this again, or put {loader.filename} into {root} yourself, "
        "or use the digits, which need no download: data.digits()."
    )
    try:
        return loader(root, train=train, download=True)
    except OSError as error:
        damaged = f"{' and '.join(here)} in {root} did not pass the checksum"
        cause = damaged if here else "CIFAR-10 is not on this machine"
        raise DataNotAvailable(f"{cause} and could not be downloaded: {error}. {remedy}") from error
    except RuntimeError as error:
        raise DataNotAvailable(
            f"The CIFAR-10 files in {root} are damaged (a checksum differs). Delete the folder {loader.base_folder} "
            f"there. {remedy}"
        ) from error
