# plain loops from the end


def early_exits(states, W, b, labels):
    said = [(x @ W.T + b).argmax(dim=1).tolist() for x in states]
    labels = labels.tolist()
    accuracies = [sum(a == c for a, c in zip(row, labels, strict=True)) / len(labels) for row in said]
    settled = []
    for n in range(len(labels)):
        l = len(states) - 1
        while l > 0 and said[l - 1][n] == said[-1][n]:
            l -= 1
        settled.append(l)
    return accuracies, settled
