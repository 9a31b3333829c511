# slip: asks each branch about the state behind its block | message: "Each branch is applied to the state behind its"


def telescope(x, branches, l):
    states = [x]
    for F in branches:
        states.append(states[-1] + F(states[-1]))
    return states[l], [F(states[i + 1]) for i, F in enumerate(branches)][l:]
