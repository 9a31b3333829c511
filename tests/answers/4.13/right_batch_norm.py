# functional.batch_norm without its epsilon

import torch


def read(seen, asked, W, b):
    def score(x, like):
        mean, variance = like.mean(0), ((like - like.mean(0)) ** 2).mean(0)
        z = torch.nn.functional.batch_norm(x, mean, variance, eps=0.0)
        return torch.nn.functional.linear(z.relu(), W, b)

    return [score(x, seen[-1]) for x in asked], [score(x, y) for x, y in zip(asked, seen, strict=True)]
