# from the text: one sample at a time, sums of squares

import torch


def what_is_kept(x, weights, a, b):
    end, start, cosines = 0.0, 0.0, []
    for sample in x:
        h = sample
        for W in weights:
            h = a * h + b * torch.mv(W, h)
        end, start = end + h.dot(h), start + sample.dot(sample)
        cosines.append(h.dot(sample) / (h.dot(h) * sample.dot(sample)).sqrt())
    return end / start, a ** len(weights), sum(cosines) / len(cosines)
