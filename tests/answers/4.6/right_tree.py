# a recursion over the blocks

import torch


def lesion_curves(network, x, labels):
    was = network.training
    network.train(False)
    blocks, counts = list(network), {}

    def visit(state, index, out):
        if index == len(blocks):
            counts[out] = float(torch.mean((state.max(1).indices == labels).double()))
            return
        visit(blocks[index](state), index + 1, out)
        visit(state, index + 1, (*out, index))

    visit(x, 0, ())
    network.train(was)
    n = len(blocks)
    mean = [torch.tensor([v for out, v in counts.items() if len(out) == k]).mean() for k in range(n + 1)]
    return torch.tensor([counts[(i,)] for i in range(n)]), torch.stack(mean)
