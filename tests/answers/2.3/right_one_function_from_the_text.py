# from the text: one function for all three, all samples in one backward pass


def dead(x, weights, biases, v):
    def gone(step):
        h = leaf = x.clone().requires_grad_(True)
        for W, b in zip(weights, biases, strict=False):
            h = step(h, h @ W.T + b)
        (h @ v).sum().backward()
        return leaf.grad.abs().sum(1) == 0

    steps = (lambda h, z: z.relu(), lambda h, z: h + z.relu(), lambda h, z: (h + z).relu())
    return tuple(gone(step) for step in steps)
