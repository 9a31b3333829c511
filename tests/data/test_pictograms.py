"""pictograms: shapes where geometry puts them, images that a seed fixes, and nothing but the shape tells the class."""

import math

import pytest
import torch

from course_utils.data import load, pictograms
from course_utils.data.pictograms import CLASSES, SHAPES, draw


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def area(name, size=400):
    """The area of a shape by counting points of a fine grid over [-2, 2]²."""
    ticks = (torch.arange(size) + 0.5) * 4 / size - 2
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")
    return float((SHAPES[name](x, y) < 0).float().mean() * 16)


# Shapes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("disc", math.pi * 0.85**2),
        ("ring", math.pi * (0.88**2 - 0.48**2)),
        ("square", 1.5**2),
        ("frame", 1.6**2 - 0.88**2),
        ("plus", 2 * 1.9 * 0.56 - 0.56**2),
        ("bars", 2 * 1.7 * 0.44),
    ],
)
def test_a_shape_has_the_area_that_geometry_gives_it(name, expected):
    assert area(name) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("name", CLASSES)
def test_every_shape_fits_in_its_circle_and_fills_some_of_it(name):
    turn = torch.linspace(0, 2 * math.pi, 721)
    for radius in (1.16, 1.5, 3.0):
        assert (SHAPES[name](radius * turn.cos(), radius * turn.sin()) > 0).all()
    assert 0.6 < area(name) < 2.4


def test_the_star_is_the_same_after_a_fifth_of_a_turn():
    x, y = torch.rand(2, 500, generator=generator()) * 2 - 1
    turn = 2 * math.pi / 5
    turned = math.cos(turn) * x - math.sin(turn) * y, math.sin(turn) * x + math.cos(turn) * y
    torch.testing.assert_close(SHAPES["star"](x, y), SHAPES["star"](*turned), atol=1e-5, rtol=0)


def test_no_two_shapes_are_alike():
    ticks = torch.linspace(-1, 1, 64)
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")
    masks = torch.stack([(SHAPES[name](x, y) < 0).flatten() for name in CLASSES]).float()
    shared = masks @ masks.T / (masks.sum(1)[:, None] + masks.sum(1) - masks @ masks.T)
    assert (shared - torch.eye(10)).max() < 0.85


# Images


def test_the_set_is_what_the_course_trains_on():
    data = load("pictograms")
    assert str(data) == "pictograms: 2000 training and 2000 test inputs of 3x16x16, 10 classes"
    assert data.train_inputs.dtype == torch.float32 and data.train_labels.dtype == torch.int64
    assert 0 <= data.train_inputs.min() and data.train_inputs.max() <= 1
    assert (data.train_labels.bincount() == 200).all() and (data.test_labels.bincount() == 200).all()


def test_a_seed_fixes_every_pixel_and_another_changes_them():
    first, again, other = (pictograms(30, 20, seed=seed) for seed in (3, 3, 4))
    torch.testing.assert_close(first.train_inputs, again.train_inputs, rtol=0, atol=0)
    torch.testing.assert_close(first.test_labels, again.test_labels, rtol=0, atol=0)
    assert not torch.equal(first.train_inputs, other.train_inputs)
    assert not torch.equal(first.train_inputs[:20], first.test_inputs)


@pytest.mark.parametrize("label", range(10))
def test_an_easy_image_is_its_shape_in_the_middle(label):
    """At difficulty 0 the pixels of one image are a mixture of two colours, in the shares that the shape covers."""
    (image,) = draw(torch.tensor([label]), 32, 0.0, generator(label))
    ticks = (torch.arange(32) + 0.5) / 16 - 1
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")
    outside = SHAPES[CLASSES[label]](x / 0.8, y / 0.8)
    back, front = image[:, outside > 0.12], image[:, outside < -0.12]
    assert back.std(1).max() < 1e-5 and front.std(1).max() < 1e-5
    assert float((back.mean(1) - front.mean(1)).abs().max()) > 0.4


def test_every_image_wears_its_own_label():
    """At difficulty 0 the pixels unlike the corner are the shape, in both splits."""
    data = pictograms(30, 30, 32, 0.0)
    ticks = (torch.arange(32) + 0.5) / 16 - 1
    y, x = torch.meshgrid(ticks, ticks, indexing="ij")
    masks = torch.stack([SHAPES[name](x / 0.8, y / 0.8) < 0 for name in CLASSES]).flatten(1).float()
    for images, labels in ((data.train_inputs, data.train_labels), (data.test_inputs, data.test_labels)):
        far = (images - images[:, :, :1, :1]).abs().sum(1).flatten(1)
        found = (far > far.amax(1, keepdim=True) / 2).float()
        shared = found @ masks.T
        assert torch.equal((shared / (found.sum(1)[:, None] + masks.sum(1) - shared)).argmax(1), labels)


def test_the_same_image_is_drawn_at_every_resolution():
    """Averaged over squares of 4 x 4, the fine image is the coarse one, up to noise and the edges of shapes."""
    labels = torch.arange(10)
    coarse, fine = (draw(labels, size, 0.0, generator()) for size in (16, 64))
    small = torch.nn.functional.avg_pool2d(fine, 4)
    assert float((coarse - small).abs().mean()) < 0.02


def test_difficulty_adds_noise_and_moves_the_shape():
    labels = torch.zeros(400, dtype=torch.int64)
    spreads, roughness = [], []
    for difficulty in (0.0, 0.5, 1.0):
        images = draw(labels, 16, difficulty, generator())
        middles = images.mean(1)
        spreads.append(float((middles[:, 8, 8] - middles[:, 0, 0]).abs().mean()))
        roughness.append(float((images[:, :, 0, 1:] - images[:, :, 0, :-1]).abs().mean()))
    assert spreads[0] > spreads[1] > spreads[2] and roughness[0] < 0.01 < roughness[1] < roughness[2]


def test_colour_tells_nothing_about_the_class():
    """The nearest mean colour guesses about one in ten; the nearest mean image of easy ones guesses most."""
    data = pictograms(2000, 1000, seed=1)

    def nearest_mean(train, test):
        means = torch.stack([train[data.train_labels == label].mean(0) for label in range(10)])
        return float((torch.cdist(test, means).argmin(1) == data.test_labels).float().mean())

    corner = nearest_mean(data.train_inputs[:, :, 0, 0], data.test_inputs[:, :, 0, 0])
    assert corner < 0.15


def test_one_of_each_follows_the_classes():
    data = pictograms(50, 10)
    shown = data.one_of_each()
    assert shown.shape == (10, 3, 16, 16)
    for label in range(10):
        assert torch.equal(shown[label], data.train_inputs[(data.train_labels == label).nonzero()[0, 0]])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"train": 0}, "at least one image"),
        ({"test": 0}, "at least one image"),
        ({"difficulty": 1.1}, "from 0 to 1"),
        ({"difficulty": -0.1}, "from 0 to 1"),
        ({"size": 7}, "8 pixels"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(settings, message):
    with pytest.raises(ValueError, match=message):
        pictograms(**settings)
