# slip: applies every later branch to x_l | message: "applied to x_l"


def telescope(x, branches, l):
    for F in branches[:l]:
        x = x + F(x)
    return x, [F(x) for F in branches[l:]]
