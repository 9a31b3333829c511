# slip: takes the state after block l | message: "one block too far"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[min(l + 1, len(branches))], terms[l:]
