# Jacobians as matrices, sample by sample

import torch


def dead(x, weights, biases, v):
    eye = torch.eye(x.shape[1], dtype=x.dtype)
    answers = [[], [], []]
    for sample in x:
        plain, residual, post = sample, sample, sample
        J = [eye, eye, eye]
        for W, b in zip(weights, biases, strict=True):
            z = [W @ state + b for state in (plain, residual, post)]
            J[0] = ((z[0] > 0).to(x.dtype)[:, None] * W) @ J[0]
            J[1] = (eye + (z[1] > 0).to(x.dtype)[:, None] * W) @ J[1]
            J[2] = ((post + z[2] > 0).to(x.dtype)[:, None] * (eye + W)) @ J[2]
            plain, residual, post = z[0].relu(), residual + z[1].relu(), (post + z[2]).relu()
        for answer, matrix in zip(answers, J, strict=True):
            answer.append(bool((v @ matrix == 0).all()))
    return answers
