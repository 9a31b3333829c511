# from the text, in numpy

import numpy
import torch


def overlaps(jacobians, k):
    U, _, Vt = numpy.linalg.svd(jacobians.double().numpy())
    A, B = U[:, :, :k], Vt[:, :k, :].transpose(0, 2, 1)
    both = [((A[:, None].transpose(0, 1, 3, 2) @ A[None]) ** 2).sum((2, 3)) / k for A in (A, B)]
    return tuple(torch.tensor(each, dtype=jacobians.dtype) for each in both)
