# from the text: channels moved last, concatenated zeros

import torch


def shortcut(x, channels, stride, weight):
    N, C, H, W = x.shape
    rows, cols = torch.arange(0, H, stride), torch.arange(0, W, stride)
    x = x.index_select(2, rows).index_select(3, cols)
    if weight is not None:
        return torch.tensordot(x.permute(0, 2, 3, 1), weight, dims=([3], [1])).permute(0, 3, 1, 2)
    return torch.concatenate([x, x.new_zeros(N, channels - C, *x.shape[2:])], dim=1)
