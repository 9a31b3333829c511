# flattened filters


def normalised(step, weight):
    shape = [-1] + [1] * (weight.dim() - 1)
    ratio = weight.flatten(1).norm(dim=1) / step.flatten(1).norm(dim=1)
    return step * ratio.view(shape)
