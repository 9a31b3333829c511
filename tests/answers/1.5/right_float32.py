# single precision in a tuple


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[l].float(), tuple(term.float() for term in terms[l:])
