# slip: single precision for double | message: "came back as float32, which keeps 7 digits"


def telescope(x, branches, l):
    terms, states = [], [x]
    for F in branches:
        terms.append(F(states[-1]))
        states.append(states[-1] + terms[-1])
    return states[l].float(), tuple(term.float() for term in terms[l:])
