# from the text: closed forms, numpy

import numpy as np


def resnet_parameters(counts, classes):
    m = 64 * 2 ** np.arange(4)
    enters = np.array([64, 256, 512, 1024])
    later = 4 * m * m + 9 * m * m + 4 * m * m + 12 * m
    first = enters * m + 9 * m * m + 4 * m * m + 12 * m + enters * 4 * m + 8 * m
    stages = first + (np.array(counts) - 1) * later
    return 3 * 64 * 49 + 128, stages, 2049 * classes
