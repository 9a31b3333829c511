# slip: from the last state to the first | message: "reverse order"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0, unbiased=False)
        return z.relu() @ W.T + b

    fresh = [score(x, y) for x, y in zip(asked, seen, strict=True)]
    return [score(x, seen[-1]) for x in asked][::-1], fresh[::-1]
