# nested lists, whole numbers among them


def witnesses(r, L, D):
    high = [[r if i == j else 0 for j in range(D)] for i in range(D)]
    low = [[-min(r, 1) if i == j else 0 for j in range(D)] for i in range(D)]
    return high, low
