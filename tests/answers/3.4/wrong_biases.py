# slip: gives each convolution a bias as well | message: "The convolution has no bias: the norm's offset makes it"


def conv(c_in, c_out, k):
    return c_in * c_out * k * k + 3 * c_out


def resnet_parameters(counts, classes):
    stages, width = [], 64
    for i in range(4):
        m, total = 64 * 2**i, 0
        for block in range(counts[i]):
            total += conv(width, m, 1) + conv(m, m, 3) + conv(m, 4 * m, 1)
            if block == 0:
                total += conv(width, 4 * m, 1)
            width = 4 * m
        stages.append(total)
    return conv(3, 64, 7), stages, 2049 * classes
