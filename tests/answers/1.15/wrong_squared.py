# slip: squares the lengths | message: "The lengths are squared"


def normalised(step, weight):
    ratio = weight.flatten(1).square().sum(1) / step.flatten(1).square().sum(1)
    return step * ratio.view(-1, *[1] * (weight.dim() - 1))
