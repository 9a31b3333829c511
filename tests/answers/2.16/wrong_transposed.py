# slip: dW transposed | message: "That is the transpose"
import torch


def mirrored(Q, x, g):
    return torch.cat((Q, -Q), 1), torch.cat((torch.relu(x), torch.relu(-x)), 1).T @ g
