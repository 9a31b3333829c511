"""Exercise 3.5: how wide a grouped bottleneck may be for the price of an ordinary one."""

from course_utils.checks.exercise import Exercise
from course_utils.checks.expect import as_tensor, expect
from course_utils.checks.report import Curve

width = Exercise("3.5", "More groups, same price", "group_width(C, groups, budget)", difficulty=3, minutes=12)

TABLE = {1: 64, 2: 40, 4: 24, 8: 14, 32: 4}  # Xie et al. 2017, table 2: width of a group by cardinality, C = 256
BUDGET = 256 * 64 + 9 * 64 * 64 + 64 * 256


def price(C, groups, d):
    """1x1 from C to the width w = groups d, 3x3 in groups, 1x1 back."""
    return 2 * C * groups * d + 9 * groups * d * d


def nearest(price_of, budget):
    """The whole d >= 1 whose price comes nearest to the budget; prices grow with d."""
    d = 1
    while abs(price_of(d + 1) - budget) < abs(price_of(d) - budget):
        d += 1
    return d


def within(price_of, budget):
    """The largest whole d whose price is within the budget."""
    d = 1
    while price_of(d + 1) <= budget:
        d += 1
    return d


def slips_of(C, groups, budget):
    """What goes wrong with a group's width."""

    def own(d):
        return price(C, groups, d)

    return [
        (groups * nearest(own, budget), "That is the width of all groups together; asked is that of one."),
        (within(own, budget), "That is the largest width within the budget; the next one misses it by less."),
        (within(own, budget) + 1, "That is the first width above the budget; the one below misses it by less."),
        (
            nearest(lambda d: 2 * C * groups * d + 9 * (groups * d) ** 2, budget),
            "The groups are missing in the 3x3: a filter sees one group only, so it has 9 d weights a channel.",
        ),
        (
            nearest(lambda d: 2 * C * groups * d + 9 * d * d, budget),
            "There are `groups` 3x3 convolutions from d to d channels, not one.",
        ),
        (nearest(lambda d: 2 * C * d + 9 * groups * d * d, budget), "The 1x1 convolutions lead to groups d channels."),
        (nearest(lambda d: 9 * groups * d * d, budget), "The two 1x1 convolutions cost as well."),
        (
            nearest(lambda d: C * groups * d + 9 * groups * d * d, budget),
            "There are two 1x1 convolutions: down and up.",
        ),
        (
            nearest(lambda d: 2 * C * groups * d + groups * d * d, budget),
            "The convolution in the middle is 3x3: 9 weights for each pair of channels.",
        ),
    ]


def expect_width(answer, C, groups, budget):
    """Compare the width of a group for one budget."""
    wanted = nearest(lambda d: price(C, groups, d), budget)
    width = as_tensor(answer(C, groups, budget), "d")
    case = f"C = {C}, groups = {groups}, budget = {budget}"
    slips = [slip for slip in slips_of(C, groups, budget) if slip[0] != wanted]
    slips.append((0, "A group has at least one channel, however small the budget."))
    expect(width, wanted, "d", slips, case)


def a_case(draw, groups, above):
    """A budget a third of the way from one width's price to the next, seen from the nearer one."""
    C = 16 * draw.integer(8, 32)
    d = draw.integer(5, 24)
    low, high = price(C, groups, d), price(C, groups, d + 1)
    return C, groups, low + round((high - low) * (0.68 if above else 0.32))


@width.law
def one_group_is_ordinary(answer, draw):
    """one group is the ordinary bottleneck"""
    for d in (draw.integer(20, 60), draw.integer(61, 100)):
        C = 16 * draw.integer(8, 20)
        expect_width(answer, C, 1, price(C, 1, d))


@width.law
def nearest_to_the_budget(answer, draw):
    """several groups, and the width that comes nearest to the budget from either side"""
    for above in (True, False):
        for groups in (draw.integer(2, 8), draw.integer(16, 40)):
            expect_width(answer, *a_case(draw, groups, above))
    C, groups = 16 * draw.integer(8, 20), draw.integer(16, 40)
    expect_width(answer, C, groups, round(draw.uniform(0.1, 0.4) * price(C, groups, 1)))


@width.law
def published_widths(answer, draw):
    """the five widths of Xie et al. 2017, table 2, and two that it does not list"""
    widths = [as_tensor(answer(256, groups, BUDGET), "d") for groups in TABLE]
    rows = [slips_of(256, groups, BUDGET) for groups in TABLE]
    slips = [([value for value, _ in column], column[0][1]) for column in zip(*rows, strict=True)]
    expect(widths, list(TABLE.values()), "d", slips, f"C = 256, budget = {BUDGET} and groups = {list(TABLE)}")
    for groups in (draw.integer(3, 7), draw.integer(9, 15)):
        expect_width(answer, *a_case(draw, groups, True))


def width_picture(answer, draw):
    """The width of all groups together, over their number."""
    groups = list(range(1, 33))
    yours = [g * int(as_tensor(answer(256, g, BUDGET), "d")) for g in groups]
    ours = [g * nearest(lambda d, g=g: price(256, g, d), BUDGET) for g in groups]
    return [Curve("Width for one price, C = 256", groups, yours, ours, "groups", "width of all groups")]


width.picture = width_picture
