"""Where a patch is laid over an image to see what the network misses."""

import math

MOST_PATCHES = 400


def covering(size: tuple[int, int], side: int) -> tuple[range, range]:
    """Return the rows and the columns at which a square patch begins, evenly spaced.

    Args:
        size: Rows and columns of the image.
        side: Of the patch; at most as large as the image.
    """
    stride = max(1, math.ceil(math.sqrt(size[0] * size[1] / MOST_PATCHES)))
    return range(0, size[0] - side + 1, stride), range(0, size[1] - side + 1, stride)
