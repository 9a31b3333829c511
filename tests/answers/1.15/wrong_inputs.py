# slip: a filter for each input | message: "axis 0"


def normalised(step, weight):
    return step * weight.norm(dim=0, keepdim=True) / step.norm(dim=0, keepdim=True)
