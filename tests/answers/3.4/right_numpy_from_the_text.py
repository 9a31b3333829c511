# from the text: vectorised over the four stages

import numpy as np


def resnet_parameters(counts, classes):
    m = 64 * 2 ** np.arange(4)
    before = np.array([64, 256, 512, 1024])
    inner = 9 * m**2 + 2 * m + 4 * m**2 + 8 * m
    first = before * m + 2 * m + inner + before * 4 * m + 8 * m
    later = 4 * m * m + 2 * m + inner
    return 9536, first + (np.asarray(counts) - 1) * later, 2049 * classes
