# from the text: roots of the eigenvalues of J J^T

import torch


def bounds(jacobians):
    def sigma(M):
        return torch.linalg.svd(M)[1]

    stack = torch.stack(list(jacobians))
    r = sigma(stack).amax(1)
    I = torch.eye(stack.shape[1]).type_as(stack)
    J = I
    for block in stack:
        J = (I + block).matmul(J)
    return [torch.relu(1 - r).prod(), sigma(J).min(), sigma(J).max(), (1 + r).prod()]
