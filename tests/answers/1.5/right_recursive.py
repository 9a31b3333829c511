# recursion, and one stacked tensor

import torch


def telescope(x, branches, l):
    def state(i):
        return x if i == 0 else state(i - 1) + branches[i - 1](state(i - 1))

    terms = [branches[i](state(i)) for i in range(l, len(branches))]
    return state(l), torch.stack(terms) if terms else torch.zeros(0, *x.shape)
