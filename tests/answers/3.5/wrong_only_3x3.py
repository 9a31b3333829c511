# slip: leaves the 1x1 convolutions out | message: "two 1x1 convolutions cost as well"


def group_width(C, groups, budget):
    return min(range(1, 2000), key=lambda d: abs(9 * groups * d * d - budget))
