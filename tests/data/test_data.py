"""data: the digits, the toy problems, the augmentation, and CIFAR-10 with everything that can go wrong on its way."""

import hashlib
import io
import pickle
import tarfile

import numpy as np
import pytest
import torch
from torchvision.datasets import CIFAR10

from course_utils import data
from course_utils.data import DataNotAvailable, augment, cifar10, digits, load, spirals, wave

# Digits


def test_digits_are_scikit_learns_own():
    from sklearn.datasets import load_digits

    bunch, found = load_digits(), digits()
    images = torch.cat((found.train_inputs, found.test_inputs))
    labels = torch.cat((found.train_labels, found.test_labels))
    assert images.shape == (1797, 1, 8, 8) and images.dtype == torch.float32
    assert labels.dtype == torch.int64 and found.classes == tuple("0123456789")
    assert (images.min(), images.max()) == (0, 1)
    ours = sorted(zip((16 * images).int().flatten(1).tolist(), labels.tolist(), strict=True))
    theirs = sorted(zip(bunch.images.astype(int).reshape(1797, -1).tolist(), bunch.target.tolist(), strict=True))
    assert ours == theirs  # every digit once, with its own label: the two splits are disjoint


def test_digits_are_the_same_every_time_and_the_seed_decides():
    first, again, other = digits(), digits(), digits(seed=1)
    torch.testing.assert_close(first.test_inputs, again.test_inputs, rtol=0, atol=0)
    torch.testing.assert_close(first.train_labels, again.train_labels, rtol=0, atol=0)
    assert not torch.equal(first.test_inputs, other.test_inputs)


@pytest.mark.parametrize("test", [1, 500, 1796])
def test_as_many_digits_are_held_out_as_asked(test):
    found = digits(test)
    assert (len(found.train_labels), len(found.test_labels)) == (1797 - test, test)
    assert (len(found.train_inputs), len(found.test_inputs)) == (1797 - test, test)


@pytest.mark.parametrize("test", [0, -1, 1797, 5000])
def test_no_split_may_be_empty(test):
    with pytest.raises(ValueError, match=f"between 1 and 1796 digits.*not {test}"):
        digits(test)


def test_a_dataset_says_what_it_is():
    assert str(digits()) == "digits: 1297 training and 500 test inputs of 1x8x8, 10 classes"


def test_a_dataset_moves_to_another_device():
    moved = digits().to("meta")
    assert {moved.train_inputs.device.type, moved.train_labels.device.type} == {"meta"}
    assert {moved.test_inputs.device.type, moved.test_labels.device.type} == {"meta"}
    assert moved.name == "digits"


def test_load_by_name(monkeypatch):
    assert load("digits").name == "digits"
    monkeypatch.setattr(data, "cifar10", lambda root: ("CIFAR-10 from", root))
    assert load("cifar10", "somewhere") == ("CIFAR-10 from", "somewhere")
    with pytest.raises(ValueError, match=r"'mnist'.*digits, cifar10"):
        load("mnist")


# Toy problems


def test_the_wave_without_noise_is_its_equation():
    x, y = wave(50, noise=0)
    np.testing.assert_allclose(y, np.sin(3 * np.pi * x.numpy()) / 2 + x.numpy(), atol=1e-6)
    assert x.shape == y.shape == (50, 1) and (float(x[0]), float(x[-1])) == (-1, 1)


def test_the_noise_of_the_wave_has_the_size_asked_for():
    y = wave(5000, noise=0.3, seed=2)[1]
    clean = wave(5000, noise=0)[1]
    assert float((y - clean).std()) == pytest.approx(0.3, rel=0.05)
    torch.testing.assert_close(y, wave(5000, noise=0.3, seed=2)[1], rtol=0, atol=0)
    assert not torch.equal(y, wave(5000, noise=0.3, seed=3)[1])


def test_the_spirals_turn_as_their_radius_grows():
    found = spirals(300, noise=0)
    points = torch.cat((found.train_inputs, found.test_inputs))
    labels = torch.cat((found.train_labels, found.test_labels))
    radius = points.norm(dim=1)
    turned = torch.stack((radius * (3 * torch.pi * radius).cos(), radius * (3 * torch.pi * radius).sin()), 1)
    torch.testing.assert_close(points, torch.where(labels[:, None] == 0, turned, -turned), atol=1e-4, rtol=0)


def test_the_spirals_have_two_equal_splits_and_classes():
    found = spirals(300)
    assert found.train_inputs.shape == found.test_inputs.shape == (300, 2)
    assert found.train_labels.sum() == found.test_labels.sum() == 150
    assert not torch.equal(found.train_inputs, found.test_inputs)
    torch.testing.assert_close(found.train_inputs, spirals(300).train_inputs, rtol=0, atol=0)


# Augmentation


def shifted(image, right, down):
    """`image` `(C, H, W)` moved by whole pixels, zeros moved in: by slices, one pixel at a time."""
    moved = torch.zeros_like(image)
    height, width = image.shape[1:]
    for row in range(height):
        for column in range(width):
            if 0 <= row - down < height and 0 <= column - right < width:
                moved[:, row, column] = image[:, row - down, column - right]
    return moved


def test_every_augmented_image_is_a_flip_and_a_shift_of_its_own_original():
    images = torch.rand(40, 2, 5, 6, generator=torch.Generator().manual_seed(0))
    found = augment(images, 1, torch.Generator().manual_seed(1))
    seen = set()
    for image, result in zip(images, found, strict=True):
        possible = {
            (flip, right, down): shifted(image.flip(2) if flip else image, right, down)
            for flip in (False, True)
            for right in (-1, 0, 1)
            for down in (-1, 0, 1)
        }
        (made,) = [how for how, expected in possible.items() if torch.equal(expected, result)]
        seen.add(made)
    assert len({flip for flip, _, _ in seen}) == 2
    assert len({(right, down) for _, right, down in seen}) >= 7  # of nine: the two directions are drawn apart


def test_augmentation_is_its_generators():
    images = torch.rand(20, 3, 8, 8)
    first, again, other = (augment(images, 4, torch.Generator().manual_seed(seed)) for seed in (0, 0, 1))
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert not torch.equal(first, other)


def test_half_of_the_images_are_flipped_and_nothing_moves_without_padding():
    images = torch.rand(2000, 1, 3, 3)
    found = augment(images, 0, torch.Generator().manual_seed(0))
    flipped = (found == images.flip(3)).flatten(1).all(1)
    assert ((found == images).flatten(1).all(1) | flipped).all()
    assert float(flipped.float().mean()) == pytest.approx(0.5, abs=0.05)


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
    assert found.train_inputs.dtype == torch.float32 and found.train_labels.dtype == torch.int64
    assert found.train_labels.tolist() == labels[:5].flatten().tolist()
    assert found.test_labels.tolist() == labels[5].tolist() and found.classes[3] == "thing 3"
    raw = images.reshape(24, 3, 32, 32) / 255.0
    mean, deviation = raw[:20].mean((0, 2, 3), keepdims=True), raw[:20].std((0, 2, 3), keepdims=True)
    np.testing.assert_allclose(found.train_inputs, (raw[:20] - mean) / deviation, atol=1e-3)
    np.testing.assert_allclose(found.test_inputs, (raw[20:] - mean) / deviation, atol=1e-3)


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


def test_a_folder_that_cannot_be_written_is_a_sentence(archive, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "could not be downloaded" in sentence(tmp_path / "file" / "data")
