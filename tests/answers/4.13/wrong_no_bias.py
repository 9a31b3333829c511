# slip: forgets the bias | message: "bias b is missing"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0, unbiased=False)
        return z.relu() @ W.T

    return [score(x, seen[-1]) for x in asked], [score(x, y) for x, y in zip(asked, seen, strict=True)]
