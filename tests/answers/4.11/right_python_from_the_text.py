# from the text: lists of answers, a walk back


def early_exits(states, W, b, labels):
    answers = [(W @ h.T + b[:, None]).max(0).indices.tolist() for h in states]
    wanted = labels.tolist()
    accuracies = [sum(a == t for a, t in zip(row, wanted, strict=False)) / len(wanted) for row in answers]
    settled = []
    for n in range(len(wanted)):
        l = len(states) - 1
        while l > 0 and answers[l - 1][n] == answers[-1][n]:
            l -= 1
        settled.append(l)
    return accuracies, settled
