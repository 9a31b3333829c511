# one walk through the stack


def telescope(x, branches, l):
    for F in branches[:l]:
        x = x + F(x)
    terms, state = [], x
    for F in branches[l:]:
        terms.append(F(state))
        state = state + terms[-1]
    return x, terms
