"""Photographs at full size, through torchvision: CIFAR-10, and Fashion-MNIST in CIFAR-10's shape.

Both are downloaded once, or read from a folder; Fashion-MNIST also from Debian's package. Every error is one sentence
that says what to do.
"""

import gzip
import os
import shutil
import zlib
from collections.abc import Sequence
from pathlib import Path

import torch

from course_utils.data.dataset import Dataset

FOLDER = Path(os.environ.get("COURSE_DATA") or Path(__file__).parents[2] / "data")
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # apt-get install dataset-fashion-mnist
ELSE = "or use data that need no download: data.pictograms() or data.digits()."


class DataNotAvailable(RuntimeError):
    """Raised with one sentence that says what is missing and what to do."""


def cifar10(root: str | Path = FOLDER) -> Dataset:
    """CIFAR-10 through torchvision, downloaded into `root` once: bytes `(N, 3, 32, 32)`, `seen` normalised per channel.

    Krizhevsky 2009. Normalised by the training set's channel means and deviations, where He et al. 2015 subtract the
    mean of each pixel. Raises `DataNotAvailable` with what to do when there is no network or a file is damaged.
    """
    from torchvision.datasets import CIFAR10

    splits = [_load_cifar(CIFAR10, Path(root), train) for train in (True, False)]
    images = [torch.from_numpy(split.data).permute(0, 3, 1, 2) for split in splits]
    labels = [torch.tensor(split.targets) for split in splits]
    return normalised("CIFAR-10", images, labels, splits[0].classes)


def fashion_mnist(root: str | Path = FOLDER, train: int = 50_000, debian: str | Path = DEBIAN) -> Dataset:
    """Fashion-MNIST through torchvision in CIFAR-10's shape: padded by zeros, three equal channels.

    Xiao et al. 2017. Bytes `(N, 3, 32, 32)`. The first `train` of its 60,000 training images (CIFAR-10 has 50,000) and
    all 10,000 of its test; `seen` normalised as CIFAR-10 is. The files come from `root`, from the folder `debian`,
    where Debian's package dataset-fashion-mnist puts them, or from the network (31 MB), and are unpacked into `root`.
    Raises `DataNotAvailable` with what to do where none of these has them whole, `ValueError` for a `train` out of
    range.
    """
    from torchvision.datasets import FashionMNIST

    if not 0 < train <= 60_000:
        raise ValueError(f"Fashion-MNIST has 60,000 training images: take between 1 and 60000, not {train}.")
    splits = [_load_fashion(FashionMNIST, Path(root), Path(debian), whole) for whole in (True, False)]
    images = [torch.nn.functional.pad(split.data, (2, 2, 2, 2))[:, None].expand(-1, 3, -1, -1) for split in splits]
    images[0], labels = images[0][:train], [splits[0].targets[:train], splits[1].targets]
    return normalised("Fashion-MNIST", images, labels, splits[0].classes)


def normalised(
    name: str, images: Sequence[torch.Tensor], labels: Sequence[torch.Tensor], classes: Sequence[str]
) -> Dataset:
    """Both splits of bytes `(N, C, H, W)` as they are, with the moments of the first one's channels beside them."""
    train, test = images
    counts = torch.stack([torch.bincount(channel.flatten(), minlength=256) for channel in train.unbind(1)]).double()
    shares, values = counts / counts.sum(1, keepdim=True), torch.arange(256).double() / 255
    mean = (shares * values).sum(1)
    deviation = (shares * (values - mean[:, None]) ** 2).sum(1).sqrt()
    norms = (moment.float()[:, None, None] for moment in (mean, deviation))
    return Dataset(name, train, labels[0], test, labels[1], tuple(classes), *norms)


def _load_cifar(loader, root, train):
    """torchvision's loader with its errors turned into one sentence that says what to do."""
    here = [name for name in (loader.filename, loader.base_folder) if (root / name).exists()]
    remedy = f"Connect to the internet and run this again, or put {loader.filename} into {root} yourself, {ELSE}"
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


def _load_fashion(loader, root, debian, train):
    """torchvision's loader, which takes unpacked files as they are; before it downloads, those of Debian's package."""
    raw = root / loader.__name__ / "raw"
    remedy = (
        "Connect to the internet and run this again, install Debian's package dataset-fashion-mnist, "
        f"put the four unpacked files into {raw} yourself, {ELSE}"
    )
    damaged = f"The Fashion-MNIST files in {raw} are damaged. Delete that folder. {remedy}"
    before, unpacked = False, [raw / name.removesuffix(".gz") for name, _ in loader.resources]
    try:
        for place in unpacked:
            if not place.exists() and (packed := debian / f"{place.name}.gz").exists():
                _unpack(packed, place)
        before = all(place.exists() for place in unpacked)
        split = loader(root, train=train, download=True)
    except (OSError, EOFError, RuntimeError, ValueError, AssertionError, zlib.error) as error:
        if isinstance(error, (RuntimeError, ValueError, AssertionError)) and before:
            raise DataNotAvailable(damaged) from error
        cause = f"could not be read or downloaded: {_first_line(error)}"
        raise DataNotAvailable(f"Fashion-MNIST {cause}. {remedy}") from error
    if not len(split.data) == len(split.targets) == (60_000 if train else 10_000):
        raise DataNotAvailable(damaged)
    return split


def _unpack(packed, place):
    """The file appears whole or not at all: half of one would be taken for all of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_name(f"{place.name}.{os.getpid()}.part")
    try:
        with gzip.open(packed) as source, open(half, "wb") as target:
            shutil.copyfileobj(source, target)
        os.replace(half, place)
    finally:
        half.unlink(missing_ok=True)


def _first_line(error):
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(":.")
