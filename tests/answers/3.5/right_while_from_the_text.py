# from the text: up while the next one is nearer


def group_width(C, groups, budget):
    def price(d):
        w = groups * d
        return 2 * C * w + 9 * w * w // groups

    d = 1
    while abs(price(d + 1) - budget) < abs(price(d) - budget):
        d += 1
    return d
