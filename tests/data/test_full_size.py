"""full_size: what lies here before what must be fetched, photographs before pictograms, and why it is said."""

import pytest
import torch

from course_utils.data import DataNotAvailable, full_size, load
from course_utils.data.full_size import at_hand, best_at_full_size, large_pictograms


@pytest.fixture
def nothing(tmp_path):
    return tmp_path / "nothing"


@pytest.fixture
def downloads(monkeypatch):
    """Which photographs the network has, and which were asked of it."""
    there, asked = set(), []

    def loader(name):
        def fetch(root):
            asked.append(name)
            if name not in there:
                raise DataNotAvailable(f"{name} could not be downloaded: no network. Connect to the internet.")

        return fetch

    monkeypatch.setattr(full_size, "PHOTOGRAPHS", {name: loader(name) for name in full_size.PHOTOGRAPHS})
    return there, asked


@pytest.mark.parametrize(
    ("places", "name"),
    [
        (["cifar-10-python.tar.gz"], "cifar10"),
        (["cifar-10-batches-py"], "cifar10"),
        (["FashionMNIST/raw/train-images-idx3-ubyte"], "fashion_mnist"),
        (["cifar-10-batches-py", "FashionMNIST/raw/train-images-idx3-ubyte"], "cifar10"),
    ],
)
def test_what_lies_here_is_taken_and_nothing_is_fetched(tmp_path, nothing, downloads, places, name):
    for place in places:
        (tmp_path / place).mkdir(parents=True)
    assert best_at_full_size(tmp_path, nothing) == (name, "") and downloads[1] == []


def test_debians_package_is_here(tmp_path, downloads):
    assert best_at_full_size(tmp_path / "empty", tmp_path) == ("fashion_mnist", "") and downloads[1] == []


@pytest.mark.parametrize(("there", "asked"), [("cifar10", 1), ("fashion_mnist", 2)])
def test_what_is_not_here_is_fetched(tmp_path, nothing, downloads, there, asked):
    downloads[0].add(there)
    assert best_at_full_size(tmp_path, nothing) == (there, "") and len(downloads[1]) == asked


def test_without_photographs_there_are_pictograms_and_it_is_said(tmp_path, nothing, downloads):
    assert at_hand(tmp_path, nothing) is None
    name, said = best_at_full_size(tmp_path, nothing)
    assert name == "pictograms32"
    assert said == (
        "fashion_mnist could not be downloaded: no network. "
        "So the networks see pictograms of 32x32 pixels instead of photographs."
    )


def test_large_pictograms_have_the_shape_of_photographs():
    data = large_pictograms(200, 100)
    assert data.train_inputs.shape == (200, 3, 32, 32) and data.test_inputs.shape == (100, 3, 32, 32)
    assert data.train_inputs.dtype == torch.uint8 and data.train_labels.bincount().tolist() == [20] * 10
    assert len({image.numpy().tobytes() for image in data.train_inputs}) == 200  # no drawing repeats another
    assert abs(data.seen(data.train_inputs).mean()) < 1e-4


@pytest.mark.parametrize(("wish", "device"), [(None, "cuda"), ("", "cuda"), ("cuda", "cuda"), ("cpu", "cpu")])
def test_they_are_drawn_on_the_gpu_unless_it_is_to_be_left_alone(monkeypatch, wish, device):
    """A GPU that another process fills is left by COURSE_DEVICE=cpu, and drawing must not go back to it."""
    true, asked = full_size.pictograms, []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(
        full_size, "pictograms", lambda *sizes, seed, device: asked.append(device) or true(*sizes, seed=seed)
    )
    monkeypatch.setenv("COURSE_DEVICE", wish) if wish is not None else monkeypatch.delenv(
        "COURSE_DEVICE", raising=False
    )
    large_pictograms(20, 10)
    assert set(asked) == {device}


def test_they_are_loaded_by_name(monkeypatch):
    monkeypatch.setattr("course_utils.data.large_pictograms", lambda: "large ones")
    assert load("pictograms32") == "large ones"
