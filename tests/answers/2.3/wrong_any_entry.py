# slip: asks whether any entry is zero, not every one | message: "residual["


def dead(x, weights, biases, v):
    def gone(step):
        h = leaf = x.clone().requires_grad_(True)
        for W, b in zip(weights, biases, strict=False):
            h = step(h, h @ W.T + b)
        (h @ v).sum().backward()
        return (leaf.grad == 0).any(1)

    return gone(lambda h, z: z.relu()), gone(lambda h, z: h + z.relu()), gone(lambda h, z: (h + z).relu())
