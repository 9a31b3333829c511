# slip: filters of length 1 | message: "Every filter has length 1"


def normalised(step, weight):
    return step / step.flatten(1).norm(dim=1).view(-1, *[1] * (weight.dim() - 1))
