# slip: shares equally at every depth | message: "A constant below 1 dies with depth: how close to 1 must a be, seen"

import math


def keep_both(L):
    return 1 / math.sqrt(2), 1 / math.sqrt(2)
