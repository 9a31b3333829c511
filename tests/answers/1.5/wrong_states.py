# slip: returns the states, not what was added | message: "Those are the states"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[l], states[l + 1 :]
