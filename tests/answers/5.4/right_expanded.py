# expand and reshape


def refine(V, W, b, k):
    def each(part):
        return part.unsqueeze(1).expand(len(part), k, *part.shape[1:]).reshape(-1, *part.shape[1:])

    return each(V / k), each(W), each(b)
