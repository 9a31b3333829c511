# slip: leaves out the first k blocks only | message: "always leaves out the first k blocks"


def lesion_curves(network, x, labels):
    n = len(network.eval())

    def accuracy(out):
        state = x
        for i, block in enumerate(network):
            state = state if i in out else block(state)
        return (state.argmax(1) == labels).double().mean()

    found = [accuracy([i]) for i in range(n)], [accuracy(range(k)) for k in range(n + 1)]
    network.train()
    return found
