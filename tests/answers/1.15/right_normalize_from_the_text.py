# functional.normalize, then the lengths
import torch


def normalised(step, weight):
    rows = torch.nn.functional.normalize(step.flatten(1), dim=1)
    return (rows * weight.flatten(1).norm(dim=1, keepdim=True)).view_as(weight)
