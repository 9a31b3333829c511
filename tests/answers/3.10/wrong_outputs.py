# slip: adds up what the layers computed, not what is kept | message: "ask what autograd keeps"


def saved_bytes(network, x):
    total = 0

    def count(layer, given, output):
        nonlocal total
        total += output.numel() * output.element_size()

    handles = [layer.register_forward_hook(count) for layer in network.modules() if not list(layer.children())]
    network(x)
    for handle in handles:
        handle.remove()
    return total
