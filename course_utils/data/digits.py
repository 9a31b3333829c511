"""Handwritten digits that travel with scikit-learn: the data of the lessons."""

import torch

from course_utils.data.dataset import Dataset


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
