# walks forwards once: every branch answers the state before it and all terms so far

import torch


def grouped(x, weights):
    terms, paths = [x], [1]
    for W in weights:
        terms, paths = [sum(terms)] + [term @ W.T for term in terms], [sum(paths), *paths]
    return torch.stack(terms), torch.tensor(paths)
