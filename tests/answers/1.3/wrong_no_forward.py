# slip: has no forward | message: "required "forward""

from torch import nn


class ZeroInitBlock(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.residual = nn.Linear(width, hidden)
