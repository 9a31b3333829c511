"""photographs: torchvision's own loaders on files in their formats, and everything that can go wrong on the way."""

import gzip
import hashlib
import io
import os
import pickle
import shutil
import tarfile

import numpy as np
import pytest
import torch
from torchvision.datasets import CIFAR10, FashionMNIST

from course_utils.data import DataNotAvailable, cifar10, fashion_mnist, photographs

# CIFAR-10: torchvision's own path, on a small archive in its format


@pytest.fixture
def archive(monkeypatch):
    """A tiny CIFAR-10 archive and torchvision's loader told to expect it: `(bytes, images, labels)`."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (6, 4, 3072), dtype=np.uint8)
    labels = generator.integers(0, 10, (6, 4))
    names = [*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"]
    files = {
        name: pickle.dumps({"data": pixels, "labels": label.tolist()})
        for name, pixels, label in zip(names, images, labels, strict=True)
    }
    files["batches.meta"] = pickle.dumps({"label_names": [f"thing {number}" for number in range(10)]})
    sums = {name: hashlib.md5(content).hexdigest() for name, content in files.items()}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{CIFAR10.base_folder}/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    monkeypatch.setattr(CIFAR10, "train_list", [[name, sums[name]] for name in names[:5]])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(CIFAR10, "meta", CIFAR10.meta | {"md5": sums["batches.meta"]})
    monkeypatch.setattr(CIFAR10, "tgz_md5", hashlib.md5(packed.getvalue()).hexdigest())
    monkeypatch.setattr(CIFAR10, "url", "http://127.0.0.1:9/cifar-10-python.tar.gz")  # nothing listens there
    return packed.getvalue(), images, labels


def test_cifar10_is_unpacked_and_normalised(archive, tmp_path):
    content, images, labels = archive
    (tmp_path / CIFAR10.filename).write_bytes(content)
    found = cifar10(tmp_path)
    assert found.train_inputs.shape == (20, 3, 32, 32) and found.test_inputs.shape == (4, 3, 32, 32)
    assert found.train_inputs.dtype == torch.uint8 and found.train_labels.dtype == torch.int64
    assert found.train_labels.tolist() == labels[:5].flatten().tolist()
    assert found.test_labels.tolist() == labels[5].tolist() and found.classes[3] == "thing 3"
    raw = images.reshape(24, 3, 32, 32) / 255.0
    mean, deviation = raw[:20].mean((0, 2, 3), keepdims=True), raw[:20].std((0, 2, 3), keepdims=True)
    np.testing.assert_allclose(found.seen(found.train_inputs), (raw[:20] - mean) / deviation, atol=1e-3)
    np.testing.assert_allclose(found.seen(found.test_inputs), (raw[20:] - mean) / deviation, atol=1e-3)


def test_cifar10_needs_the_archive_once(archive, tmp_path):
    (tmp_path / CIFAR10.filename).write_bytes(archive[0])
    first = cifar10(tmp_path)
    (tmp_path / CIFAR10.filename).unlink()
    torch.testing.assert_close(cifar10(tmp_path).train_inputs, first.train_inputs, rtol=0, atol=0)


def sentence(root):
    """What a learner is told."""
    with pytest.raises(DataNotAvailable) as caught:
        cifar10(root)
    return str(caught.value)


def test_no_network_is_a_sentence_with_three_ways_out(archive, tmp_path):
    told = sentence(tmp_path)
    assert "not on this machine and could not be downloaded" in told
    for remedy in ("Connect to the internet", f"put {CIFAR10.filename} into {tmp_path}", "data.digits()"):
        assert remedy in told


@pytest.mark.parametrize("damage", [lambda content: content[: len(content) // 2], lambda content: b"", lambda _: b"x"])
def test_a_damaged_archive_is_named(archive, tmp_path, damage):
    (tmp_path / CIFAR10.filename).write_bytes(damage(archive[0]))
    told = sentence(tmp_path)
    assert f"{CIFAR10.filename} in {tmp_path} did not pass the checksum" in told and "Connect to the internet" in told


def test_a_damaged_file_is_mended_from_the_archive(archive, tmp_path):
    (tmp_path / CIFAR10.filename).write_bytes(archive[0])
    before = cifar10(tmp_path)
    (tmp_path / CIFAR10.base_folder / "data_batch_2").write_bytes(b"broken")
    torch.testing.assert_close(cifar10(tmp_path).train_inputs, before.train_inputs, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("data_batch_2", "checksum"),
        ("test_batch", "checksum"),
        ("batches.meta", f"Delete the folder {CIFAR10.base_folder}"),
    ],
)
def test_a_damaged_file_without_the_archive_is_a_sentence(archive, tmp_path, name, cause):
    (tmp_path / CIFAR10.filename).write_bytes(archive[0])
    cifar10(tmp_path)
    (tmp_path / CIFAR10.filename).unlink()
    (tmp_path / CIFAR10.base_folder / name).write_bytes(b"broken")
    told = sentence(tmp_path)
    assert cause in told and CIFAR10.base_folder in told and str(tmp_path) in told and "data.digits()" in told


def test_a_download_that_arrives_damaged_is_a_sentence(archive, tmp_path, monkeypatch):
    from torchvision.datasets import utils

    monkeypatch.setattr(utils, "_get_redirect_url", lambda url, max_hops: url)
    monkeypatch.setattr(utils, "_urlretrieve", lambda url, path: open(path, "wb").write(b"half"))
    told = sentence(tmp_path)
    assert "a checksum differs" in told and "run this again" in told


def test_a_download_for_which_the_disk_has_no_room_is_a_sentence(archive, tmp_path, monkeypatch):
    from torchvision.datasets import utils

    def full(url, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(utils, "_get_redirect_url", lambda url, max_hops: url)
    monkeypatch.setattr(utils, "_urlretrieve", full)
    assert "No space left on device" in sentence(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(archive, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "could not be downloaded" in sentence(tmp_path / "file" / "data")


# Fashion-MNIST: Debian's package, and every way in which it can be missing


@pytest.fixture
def offline(monkeypatch):
    """torchvision's loader told to ask an address where nothing listens."""
    monkeypatch.setattr(FashionMNIST, "mirrors", ["http://127.0.0.1:9/"])


@pytest.fixture(scope="module")
def package():
    """Debian's package, which `.ci/run` installs: CI fails without it, a learner's `make test` does not."""
    if not photographs.DEBIAN.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("apt-get install dataset-fashion-mnist")
    return photographs.DEBIAN


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory, package):
    """Fashion-MNIST read once from the package: `(root, data)`."""
    root = tmp_path_factory.mktemp("fashion")
    return root, fashion_mnist(root)


def test_fashion_mnist_has_the_shape_of_cifar10(unpacked):
    _, data = unpacked
    assert data.train_inputs.shape == (50_000, 3, 32, 32) and data.test_inputs.shape == (10_000, 3, 32, 32)
    assert data.train_inputs.dtype == torch.uint8 and data.train_labels.dtype == torch.int64
    assert data.classes[9] == "Ankle boot" and data.train_labels[0] == 9
    assert data.test_labels.bincount().tolist() == [1000] * 10
    torch.testing.assert_close(data.train_inputs[:, 2], data.train_inputs[:, 0], rtol=0, atol=0)
    channel = torch.cat([data.seen(images)[:, 0] for images in data.train_inputs.split(10_000)])
    assert abs(channel.mean()) < 1e-3 and abs(channel.std() - 1) < 1e-3
    assert (channel[:, :2] == channel[0, 0, 0]).all()  # two rows of padding, black as the background


def test_fashion_mnist_pixels_are_the_files_own(unpacked, package):
    with gzip.open(package / "t10k-images-idx3-ubyte.gz") as file:
        raw = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)
    _, data = unpacked
    inner = data.seen(data.test_inputs[:100])[:, 0, 2:30, 2:30].numpy()
    slope, offset = np.polyfit(raw[:100].flatten(), inner.flatten(), 1)
    np.testing.assert_allclose(inner, slope * raw[:100] + offset, atol=1e-4)


def test_fashion_mnist_is_unpacked_once(unpacked, tmp_path, offline):
    root, data = unpacked
    again = fashion_mnist(root, train=100, debian=tmp_path)
    torch.testing.assert_close(again.train_labels, data.train_labels[:100], rtol=0, atol=0)


def test_without_package_and_network_fashion_mnist_is_a_sentence(tmp_path, offline):
    with pytest.raises(DataNotAvailable) as caught:
        fashion_mnist(tmp_path, debian=tmp_path / "nothing")
    for remedy in ("Connect to the internet", "dataset-fashion-mnist", "four unpacked files", "data.pictograms()"):
        assert remedy in str(caught.value)


@pytest.mark.parametrize("damage", [lambda content: content[: len(content) // 2], lambda content: b"", lambda _: b"x"])
def test_a_damaged_package_is_a_sentence(package, tmp_path, offline, damage):
    copy, name = tmp_path / "package", "t10k-labels-idx1-ubyte.gz"
    shutil.copytree(package, copy)
    (copy / name).write_bytes(damage((copy / name).read_bytes()))
    with pytest.raises(DataNotAvailable, match="could not be read or downloaded|are damaged"):
        fashion_mnist(tmp_path / "root", debian=copy)


def test_half_a_download_of_fashion_mnist_is_a_sentence(tmp_path, offline, monkeypatch):
    from torchvision.datasets import utils

    monkeypatch.setattr(utils, "_urlretrieve", lambda url, path: open(path, "wb").write(b"half"))
    with pytest.raises(DataNotAvailable, match="Fashion-MNIST could not be read or downloaded") as caught:
        fashion_mnist(tmp_path, debian=tmp_path / "nothing")
    assert "\n" not in str(caught.value) and "run this again" in str(caught.value)


@pytest.mark.parametrize("damage", [lambda content: content[:-1000], lambda content: b"x" * 20, lambda _: b""])
def test_a_damaged_unpacked_file_is_a_sentence(unpacked, tmp_path, offline, damage):
    root = shutil.copytree(unpacked[0], tmp_path / "root")
    file = root / "FashionMNIST" / "raw" / "train-images-idx3-ubyte"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DataNotAvailable, match="damaged. Delete that folder"):
        fashion_mnist(root, debian=tmp_path)


@pytest.mark.parametrize("train", [0, -1, 60_001])
def test_fashion_mnist_has_sixty_thousand_images(train, tmp_path):
    with pytest.raises(ValueError, match=f"60,000.*not {train}"):
        fashion_mnist(tmp_path, train)


def test_a_full_disk_is_a_sentence(package, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photographs.shutil, "copyfileobj", full)
    with pytest.raises(DataNotAvailable, match="No space left on device"):
        fashion_mnist(tmp_path)
    assert not list((tmp_path / "FashionMNIST" / "raw").iterdir())
