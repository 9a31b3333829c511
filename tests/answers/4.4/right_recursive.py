# one block splits all that comes

import torch


def isolated(x, weights):
    def spread(path, rest):
        if not rest:
            return path
        return spread(path, rest[1:]) + spread(torch.relu(path @ rest[0].T), rest[1:])

    def stack(state, rest):
        return state if not rest else stack(state + torch.relu(state @ rest[0].T), rest[1:])

    total, end = spread(x, weights), stack(x, weights)
    return total, torch.dist(total, end) / torch.linalg.vector_norm(end)
