# slip: gives every block a projection | message: "Only the first block of a stage has a projection"


def resnet_parameters(counts, classes):
    c, stages = 64, []
    for m, n in zip((64, 128, 256, 512), counts, strict=True):
        total = 0
        for _ in range(n):
            total += 5 * c * m + 13 * m * m + 20 * m
            c = 4 * m
        stages.append(total)
    return 9536, stages, 2049 * classes
