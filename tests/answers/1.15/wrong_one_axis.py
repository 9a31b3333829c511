# slip: lengths along axis 1 alone | message: "has all axes but the first"


def normalised(step, weight):
    return step * weight.norm(dim=1, keepdim=True) / step.norm(dim=1, keepdim=True)
