# slip: divides by the length of a zero vector | message: "is nan"


def correction(x, target, f):
    e = target - x
    cosine = (e * f).sum(1) / (e.norm(dim=1) * f.norm(dim=1))
    return cosine, (e - f).norm(dim=1) < e.norm(dim=1)
