# from the text: max_pool of one pixel, then F.pad

import torch.nn.functional as F


def shortcut(x, channels, stride, weight):
    x = F.max_pool2d(x, kernel_size=1, stride=stride)
    if weight is None:
        return F.pad(x, (0, 0, 0, 0, 0, channels - x.shape[1]))
    return (x.permute(0, 2, 3, 1) @ weight.T).permute(0, 3, 1, 2)
