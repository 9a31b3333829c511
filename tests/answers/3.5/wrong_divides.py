# slip: divides the ordinary width among the groups | message: "expected"


def group_width(C, groups, budget):
    whole = min(range(1, 2000), key=lambda w: abs(2 * C * w + 9 * w * w - budget))
    return max(whole // groups, 1)
