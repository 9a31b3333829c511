# slip: returns the terms of all blocks | message: "before l are in the list"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[l], terms
