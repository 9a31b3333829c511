# slip: adds 1 to every entry | message: "every entry"


def one_matrix(weights):
    product = weights[0]
    for W in weights[1:]:
        product = W @ product
    return product + 1
