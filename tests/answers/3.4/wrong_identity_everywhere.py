# slip: lets later blocks enter at the width before the stage | message: "Only the first block sees the channels of"


def conv(c_in, c_out, k):
    return c_in * c_out * k * k + 2 * c_out


def resnet_parameters(counts, classes):
    stages, width = [], 64
    for i in range(4):
        m = 64 * 2**i
        block = conv(width, m, 1) + conv(m, m, 3) + conv(m, 4 * m, 1)
        stages.append(counts[i] * block + conv(width, 4 * m, 1))
        width = 4 * m
    return conv(3, 64, 7), stages, 2049 * classes
