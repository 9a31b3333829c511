# slip: counts one 3x3 of a group's width | message: "not one"


def group_width(C, groups, budget):
    return min(range(1, 400), key=lambda d: abs(2 * C * groups * d + 9 * d * d - budget))
