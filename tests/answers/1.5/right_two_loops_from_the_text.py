# from the text: two loops


def telescope(x, branches, l):
    for F_i in branches[:l]:
        x = x + F_i(x)
    x_l = x.clone()
    terms = []
    while l < len(branches):
        terms.append(branches[l](x))
        x = x + terms[-1]
        l += 1
    return [x_l, terms]
