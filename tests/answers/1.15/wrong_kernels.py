# slip: normalises each kernel | message: "a filter is all that makes one output"


def normalised(step, weight):
    if weight.dim() == 2:
        return step * weight.norm(dim=1, keepdim=True) / step.norm(dim=1, keepdim=True)
    axes = (2, 3)
    return step * weight.norm(dim=axes, keepdim=True) / step.norm(dim=axes, keepdim=True)
