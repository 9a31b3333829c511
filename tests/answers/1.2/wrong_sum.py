# slip: adds the layers | message: "multiply"

import torch


def one_matrix(weights):
    return torch.eye(weights[0].shape[1]) + sum(weights)
