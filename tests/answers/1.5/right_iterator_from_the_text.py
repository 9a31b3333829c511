# from the text: one iterator, both loops take from it


def telescope(x, branches, l):
    blocks, terms = iter(branches), []
    for _ in range(l):
        x = x + next(blocks)(x)
    start = x.clone()
    for F in blocks:
        terms.append(F(x))
        x = x + terms[-1]
    return [start, terms]
