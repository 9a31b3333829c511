# slip: multiplies rows by W where W^T belongs | message: "Those are the matrices W^T: W h for a row h is h @ W.T"

import torch.nn.functional as F


def what_is_kept(x, weights, a, b):
    h = x
    for W in weights:
        h = a * h + b * h @ W
    return (h**2).mean() / (x**2).mean(), a ** len(weights), F.cosine_similarity(x, h).mean()
