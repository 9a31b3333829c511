# slip: changes the x_l that it kept | message: "change the x_l that you kept"


def telescope(x, branches, l):
    x = x.clone()
    state, terms = x, []
    for i, branch in enumerate(branches):
        if i == l:
            state = x
        f = branch(x)
        if i >= l:
            terms.append(f)
        x += f
    return state, terms
