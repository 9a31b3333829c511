# slip: sums of absolute values | message: "sums of absolute values"


def normalised(step, weight):
    ratio = weight.flatten(1).abs().sum(1) / step.flatten(1).abs().sum(1)
    return step * ratio.view(-1, *[1] * (weight.dim() - 1))
