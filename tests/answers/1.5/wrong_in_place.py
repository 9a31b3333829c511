# slip: adds in place, so that all states are one tensor | message: "changed its argument `x` in place"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(x))
        x += terms[-1]
        states.append(x)
    return states[l], terms[l:]
