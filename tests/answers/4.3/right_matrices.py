# products of matrices in float64

import torch


def grouped(x, weights):
    weights = [W.double() for W in weights]
    eye, n = torch.eye(len(weights[0])).double(), len(weights)

    def product(factors):
        whole = eye
        for factor in factors:
            whole = factor @ whole
        return whole

    terms = []
    for i in range(n, 0, -1):
        before = product([eye + W for W in weights[: i - 1]])
        terms.append(x.double() @ (product(weights[i:]) @ before).T)
    terms.append(x.double() @ product(weights).T)
    return terms, [2 ** (i - 1) for i in range(n, 0, -1)] + [1]
