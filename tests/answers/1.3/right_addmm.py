# parameters by hand, addmm, the last layer at zero

import torch


class ZeroInitBlock(torch.nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.b1 = torch.nn.Parameter(torch.rand(hidden) / 10)
        self.W1 = torch.nn.Parameter(torch.rand(width, hidden) - 0.5)
        self.b2, self.W2 = torch.nn.Parameter(torch.zeros(width)), torch.nn.Parameter(torch.zeros(hidden, width))

    def forward(self, x):
        hidden = torch.addmm(self.b1, x, self.W1).clamp_min(0)
        return torch.addmm(x + self.b2, hidden, self.W2)
