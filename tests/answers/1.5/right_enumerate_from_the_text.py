# from the text: one pass with an if


def telescope(x, branches, l):
    state, terms = x, []
    for i, branch in enumerate(branches):
        if i == l:
            x_l = state
        term = branch(state)
        if i >= l:
            terms.append(term)
        state = state + term
    if l == len(branches):
        x_l = state
    return x_l, terms
