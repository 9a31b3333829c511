# takes the stack apart from its end


def mended(x, weights):
    def state(n):
        return x if n == 0 else state(n - 1) + weights[n - 1] @ state(n - 1)

    def through(v, i):
        return v if i == len(weights) else through(weights[i] @ v, i + 1)

    n = len(weights)
    return 3, [through(state(i), i + 1) for i in reversed(range(n))] + [through(x, 0)]
