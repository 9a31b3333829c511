# slip: leaves out block l itself | message: "block l itself is missing"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[l], terms[l + 1 :]
