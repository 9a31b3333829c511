# recursion: the last block acts on every term of the stack before it


def mended(x, weights):
    return 3, terms_of(x, weights)


def terms_of(x, weights):
    if not weights:
        return [x]
    older = terms_of(x, weights[:-1])
    return [sum(older), *(weights[-1] @ term for term in older)]
