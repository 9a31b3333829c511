# from the text: one walk through the layers, a running segment


def peaks(sizes, every):
    kept, running, worst, inference = 0, 0, 0, 0
    for l, size in enumerate(sizes):
        if l:
            inference = max(inference, sizes[l - 1] + size)
        if l % every == 0 and l < len(sizes) - 1:
            kept, worst, running = kept + size, max(worst, running), 0
        else:
            running += size
    return inference, sum(sizes), kept + max(worst, running)
