# slip: runs a plain stack up to block l | message: "x_l["


def telescope(x, branches, l):
    for F in branches[:l]:
        x = F(x)
    start, terms = x, []
    for F in branches[l:]:
        terms.append(F(x))
        x = x + terms[-1]
    return start, terms
