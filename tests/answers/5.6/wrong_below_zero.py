# slip: returns a step below zero where no step helps | message: "No step is small enough here"

import torch


def verdicts(J, h):
    z = torch.linalg.eigvals(J)
    return bool((z.real < 0).all()), bool(((1 + h * z).abs() < 1).all()), (-2 * z.real / z.abs() ** 2).min()
