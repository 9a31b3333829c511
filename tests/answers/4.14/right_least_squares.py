# least squares: the part that the directions explain

import torch


def erase(x, directions):
    centred = (x - x.mean(0)).double()
    D = directions.double()
    found = torch.linalg.lstsq(D.T, centred.T, rcond=1e-6, driver="gelsd").solution
    return (x.double() - (D.T @ found).T).to(x.dtype)
