# slip: never exceeds the budget | message: "largest width within the budget"


def group_width(C, groups, budget):
    return max(d for d in range(1, 400) if d == 1 or 2 * C * groups * d + 9 * groups * d * d <= budget)
