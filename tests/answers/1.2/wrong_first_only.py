# slip: looks at the first layer only | message: "M["

import torch


def one_matrix(weights):
    return weights[0] + torch.eye(*weights[0].shape)
