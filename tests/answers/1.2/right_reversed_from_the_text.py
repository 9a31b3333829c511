# from the text: from the last layer down

import torch


def one_matrix(weights):
    M = weights[-1].clone()
    for W in weights[-2::-1]:
        M = torch.mm(M, W)
    return M + torch.eye(M.size(0)).type_as(M)
