# slip: keeps the draw's own lengths | message: "not yet divided by their lengths"


def normalised(step, weight):
    return step * weight.flatten(1).norm(dim=1).view(-1, *[1] * (weight.dim() - 1))
