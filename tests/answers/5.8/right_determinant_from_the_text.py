# from the text: R(z) as a quotient of determinants

import torch


def growth(re, im, A, b):
    z = torch.complex(re, im)[:, None, None]
    one, eye = torch.ones(len(b), 1, dtype=A.dtype), torch.eye(len(b), dtype=A.dtype)
    return torch.linalg.det(eye - z * A + z * one * b).abs() / torch.linalg.det(eye - z * A).abs()
