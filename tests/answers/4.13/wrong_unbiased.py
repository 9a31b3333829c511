# slip: divides by N - 1 | message: "divides by N - 1"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0)
        return z.relu() @ W.T + b

    return [score(x, seen[-1]) for x in asked], [score(x, y) for x, y in zip(asked, seen, strict=True)]
