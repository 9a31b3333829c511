# slip: forgets the ReLU | message: "ReLU between norm and last layer"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0, unbiased=False)
        return z @ W.T + b

    return [score(x, seen[-1]) for x in asked], [score(x, y) for x, y in zip(asked, seen, strict=True)]
