# slip: forgets the biases | message: "plain["


def dead(x, weights, biases, v):
    def gone(step):
        h = leaf = x.clone().requires_grad_(True)
        for W in weights:
            h = step(h, h @ W.T)
        (h @ v).sum().backward()
        return (leaf.grad == 0).all(1)

    return gone(lambda h, z: z.relu()), gone(lambda h, z: h + z.relu()), gone(lambda h, z: (h + z).relu())
