# a path either skips the first block or enters it


def isolated(x, weights):
    def everything(path, rest):
        if not rest:
            return path
        return everything(path, rest[1:]) + everything((path @ rest[0].T).relu(), rest[1:])

    def stack(state, rest):
        return stack(state + (state @ rest[0].T).relu(), rest[1:]) if rest else state

    total, out = everything(x, weights), stack(x, weights)
    return [total, float((total - out).pow(2).sum() ** 0.5 / out.pow(2).sum() ** 0.5)]
