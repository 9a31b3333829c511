# keeps all states and takes their differences


def telescope(x, branches, l):
    states = [x]
    for F in branches:
        states.append(states[-1] + F(states[-1]))
    return states[l], [after - before for before, after in zip(states[l:], states[l + 1 :], strict=False)]
