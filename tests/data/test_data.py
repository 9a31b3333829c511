"""data: the digits, the toy problems and the augmentation."""

import numpy as np
import pytest
import torch

from course_utils import data
from course_utils.data import augment, digits, drawn, load, rings, spirals, wave

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


def test_bytes_are_seen_normalised_and_move_with_their_moments():
    images = torch.randint(0, 256, (50, 3, 4, 4), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    found = data.photographs.normalised("bytes", (images[:40], images[40:]), (torch.arange(40), torch.arange(10)), "ab")
    seen = found.seen(found.train_inputs)
    assert found.train_inputs.dtype == torch.uint8 and seen.dtype == torch.float32
    torch.testing.assert_close(seen.mean((0, 2, 3)), torch.zeros(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(seen.std((0, 2, 3), correction=0), torch.ones(3), atol=1e-5, rtol=0)
    torch.testing.assert_close(seen * found.deviation + found.mean, images[:40] / 255)
    assert found.to("meta").mean.device.type == found.to("meta").deviation.device.type == "meta"


def test_floats_are_seen_as_they_are():
    some = digits()
    assert some.seen(some.test_inputs) is some.test_inputs


def test_the_first_inputs_of_a_set():
    few, all_of_them = load("digits[:7]"), digits()
    assert len(few.train_labels) == len(few.test_labels) == 7 and few.name == "digits, the first 7"
    torch.testing.assert_close(few.train_inputs, all_of_them.train_inputs[:7], rtol=0, atol=0)
    torch.testing.assert_close(few.test_labels, all_of_them.test_labels[:7], rtol=0, atol=0)
    with pytest.raises(ValueError, match="the first input or more of digits, not 0"):
        load("digits[:0]")


def test_load_by_name(monkeypatch):
    assert load("digits").name == "digits"
    monkeypatch.setattr(data, "cifar10", lambda root: ("CIFAR-10 from", root))
    assert load("cifar10", "somewhere") == ("CIFAR-10 from", "somewhere")
    with pytest.raises(ValueError, match=r"'mnist'.*digits, pictograms, pictograms32, cifar10, fashion_mnist"):
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


def test_the_rings_lie_one_inside_the_other():
    found = rings(300, noise=0)
    for inputs, labels in ((found.train_inputs, found.train_labels), (found.test_inputs, found.test_labels)):
        radii = torch.where(labels == 0, 0.35, 0.85)
        torch.testing.assert_close(inputs.norm(dim=1), radii)
    assert found.train_labels.float().mean() == 0.5 and len(found.classes) == 2
    torch.testing.assert_close(rings(300).train_inputs, rings(300).train_inputs, rtol=0, atol=0)
    assert not torch.equal(rings(300).train_inputs, rings(300, seed=1).train_inputs)


def test_points_set_by_hand_are_data():
    found = drawn("a 0.1,-.2 -1,0 b 0.5,0.25")
    torch.testing.assert_close(found.train_inputs, torch.tensor([[0.1, -0.2], [-1, 0], [0.5, 0.25]]))
    assert found.train_labels.tolist() == [0, 0, 1] and found.train_labels.dtype == torch.int64


@pytest.mark.parametrize("text", ["", "a 0,0", "0,0 b 1,1", "a 0,0 b 1", "a 0,0 b 1,3", "a 0,0 b nan,1", "a 0,0 c 1,1"])
def test_what_is_no_point_is_refused_in_words(text):
    with pytest.raises(ValueError, match="point"):
        drawn(text)


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
