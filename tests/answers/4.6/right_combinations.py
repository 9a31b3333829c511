# torch.combinations, each module's mode kept by itself

import torch


def lesion_curves(network, x, labels):
    n, modes = len(network), [module.training for module in network.modules()]
    network.eval()

    @torch.no_grad()
    def accuracy(out):
        state = x
        for i, block in enumerate(network):
            if i not in out:
                state = block(state)
        return (state.argmax(dim=1) == labels).float().mean()

    everything = torch.arange(n)
    by_count = [accuracy([])]
    for k in range(1, n + 1):
        by_count.append(torch.stack([accuracy(out.tolist()) for out in torch.combinations(everything, k)]).mean())
    by_block = [accuracy([i]) for i in range(n)]
    for module, training in zip(network.modules(), modes, strict=True):
        module.training = training
    return torch.stack(by_block), torch.stack(by_count)
