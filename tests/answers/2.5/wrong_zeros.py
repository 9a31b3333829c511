# slip: takes a silent branch for the worst case | message: "Some direction passes undamped"

import torch


def witnesses(r, L, D):
    eye = torch.eye(D, dtype=torch.float64)
    return r * eye, 0 * eye
