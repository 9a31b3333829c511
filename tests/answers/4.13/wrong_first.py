# slip: fresh with the statistics of x_0 | message: "statistics of x_0"


def read(seen, asked, W, b):
    def score(x, like):
        z = (x - like.mean(0)) / like.std(0, unbiased=False)
        return z.relu() @ W.T + b

    return [score(x, seen[-1]) for x in asked], [score(x, seen[0]) for x in asked]
