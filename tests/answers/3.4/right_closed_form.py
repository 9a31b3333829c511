# one polynomial for the first block of a stage and one for the others

import numpy


def resnet_parameters(counts, classes):
    m = numpy.array([64, 128, 256, 512])
    enter = numpy.array([64, 256, 512, 1024])
    first = 5 * enter * m + 13 * m**2 + 20 * m
    later = 17 * m**2 + 12 * m
    return 9536, first + (numpy.array(counts) - 1) * later, (2048 + 1) * classes
