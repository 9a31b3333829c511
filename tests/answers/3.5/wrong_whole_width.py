# slip: returns the width of all groups | message: "width of all groups together"


def group_width(C, groups, budget):
    return groups * min(range(1, 400), key=lambda d: abs(2 * C * groups * d + 9 * groups * d * d - budget))
