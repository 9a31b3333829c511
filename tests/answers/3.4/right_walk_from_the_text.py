# from the text: a walk through the network


def resnet_parameters(counts, classes):
    def conv(a, b, k):
        return a * b * k * k + 2 * b

    channels, stages = 64, []
    for i, n in enumerate(counts):
        m, total = 64 * 2**i, 0
        for j in range(n):
            total += conv(channels, m, 1) + conv(m, m, 3) + conv(m, 4 * m, 1)
            if j == 0:
                total += conv(channels, 4 * m, 1)
            channels = 4 * m
        stages.append(total)
    return conv(3, 64, 7), stages, 2048 * classes + classes
