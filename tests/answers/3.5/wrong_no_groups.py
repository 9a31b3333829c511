# slip: forgets that the 3x3 is grouped | message: "The groups are missing in the 3x3"


def group_width(C, groups, budget):
    return min(range(1, 400), key=lambda d: abs(2 * C * groups * d + 9 * (groups * d) ** 2 - budget))
