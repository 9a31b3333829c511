"""step: where a network lies in memory while it learns."""

import torch
from torch import nn

from course_utils.data import Dataset
from course_utils.system.device import choose_hardware
from course_utils.training.loop import Recipe
from course_utils.training.step import Learner


def test_on_a_cpu_a_network_trains_in_the_layout_that_it_was_built_in():
    """Channels last are the faster ones there, too, where `lab.equal_budgets` asks for them."""
    inputs, labels = torch.rand(8, 1, 8, 8), torch.arange(8) % 2
    data = Dataset("random", inputs, labels, inputs, labels, ("0", "1"))
    network = nn.Sequential(nn.Conv2d(8, 8, 3), nn.Flatten()).to(memory_format=torch.channels_last)
    learner = Learner(network, data, Recipe(), 0, choose_hardware("cpu"))
    assert learner.network[0].weight.is_contiguous(memory_format=torch.channels_last)
