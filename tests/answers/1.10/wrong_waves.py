# slip: waves, which go up and down | message: "TV(x + f_high)"

import torch


def extremes(x, V):
    wave = torch.sin(20 * x)
    wave = V * wave / wave.diff().abs().sum()
    return -wave, wave
