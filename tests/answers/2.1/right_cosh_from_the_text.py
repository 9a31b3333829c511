# from the text: the slope as 1 / cosh^2, columns

import torch


def two_terms(x, W1, W2, g):
    slope = torch.cosh(W1 @ x.T) ** -2
    return [g.clone(), (W1.T @ (slope * (W2.T @ g.T))).T]
