# slip: rounds the real solution, which makes 0 of a small budget | message: "at least one channel"


def group_width(C, groups, budget):
    a, b = 9 * groups, 2 * C * groups
    low = int((-b + (b * b + 4 * a * budget) ** 0.5) / (2 * a))
    return min((low, low + 1), key=lambda d: abs(b * d + a * d * d - budget))
