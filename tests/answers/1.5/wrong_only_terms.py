# slip: returns the terms alone | message: "expected 2: `return x_l, terms`"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return terms[l:]
