# slip: takes the statistics of the asked states | message: "take `seen`"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0, unbiased=False)
        return z.relu() @ W.T + b

    return [score(x, asked[-1]) for x in asked], [score(x, x) for x in asked]
