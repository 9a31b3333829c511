# squares by einsum
import torch


def normalised(step, weight):
    size = (torch.einsum("o...,o...->o", weight, weight) / torch.einsum("o...,o...->o", step, step)).sqrt()
    return torch.einsum("o,o...->o...", size, step)
