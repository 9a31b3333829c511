# slip: ratio upside down | message: "upside down"


def normalised(step, weight):
    ratio = step.flatten(1).norm(dim=1) / weight.flatten(1).norm(dim=1)
    return step * ratio.view(-1, *[1] * (weight.dim() - 1))
