# slip: one factor for the layer | message: "One factor for the whole layer"


def normalised(step, weight):
    return step * weight.norm() / step.norm()
