# tries one width after the other


def group_width(C, groups, budget):
    d = 1
    while 2 * C * groups * (d + 1) + 9 * groups * (d + 1) ** 2 <= budget:
        d += 1
    below = budget - 2 * C * groups * d - 9 * groups * d * d
    above = 2 * C * groups * (d + 1) + 9 * groups * (d + 1) ** 2 - budget
    return d if below <= above else d + 1
