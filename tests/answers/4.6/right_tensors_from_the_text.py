# from the text: tensors of float32, bit masks

import torch


def lesion_curves(network, x, labels):
    n = len(network)
    was = network.training
    network.eval()
    by_block, total, count = torch.zeros(n), torch.zeros(n + 1), torch.zeros(n + 1)
    with torch.no_grad():
        for bits in range(2**n):
            out = [i for i in range(n) if bits & (1 << i)]
            h = x
            for i, block in enumerate(network):
                h = h if i in out else block(h)
            acc = (h.max(dim=1).indices == labels).float().mean()
            total[len(out)] += acc
            count[len(out)] += 1
            if len(out) == 1:
                by_block[out[0]] = acc
    network.train(was)
    return by_block, total / count
