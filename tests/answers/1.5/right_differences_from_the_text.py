# all states first, then their differences, as a tuple


def telescope(x, branches, l):
    states = [x]
    for branch in branches:
        states.append(states[-1] + branch(states[-1]))
    return states[l], tuple(after - before for before, after in zip(states[l:-1], states[l + 1 :], strict=True))
