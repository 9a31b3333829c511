# slip: applies every branch to x_0 | message: "contains all earlier terms"


def telescope(x, branches, l):
    state = x
    for F in branches[:l]:
        state = state + F(x)
    return state, [F(x) for F in branches[l:]]
