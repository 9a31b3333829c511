# slip: keeps the span, takes out the rest | message: "keeps what lies in the span"

import torch


def erase(x, directions):
    P = torch.linalg.pinv(directions, rtol=1e-5) @ directions
    return (x - x.mean(0)) @ P + x.mean(0)
