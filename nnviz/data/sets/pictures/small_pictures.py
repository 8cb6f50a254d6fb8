"""Small images of ink and paper, drawn for networks that store patterns.

The first ten are as different as possible: about half of the pixels of any two agree, which is
what the Hebbian rule needs. From the eleventh on they resemble earlier ones.
"""

import numpy as np
from numpy.typing import NDArray

SIDE = 8
_DRAWN = {
    "fish":
        "........ .####..# ######.# ######## "
        "######## ######.# .####..# ........",
    "cross":
        "##....## ###..### .######. ..####.. "
        "..####.. .######. ###..### ##....##",
    "smile":
        ".######. ######## ##.##.## ######## "
        "######## ##.##.## ###..### .######.",
    "letter T":
        "######## ######## ######## ...##... "
        "...##... ...##... ...##... ...##...",
    "anchor":
        "...##... ...##... .######. ...##... "
        "#..##..# ##.##.## .######. ..####..",
    "checks":
        "##..##.. ##..##.. ..##..## ..##..## "
        "##..##.. ##..##.. ..##..## ..##..##",
    "target":
        "######## #......# #.####.# #.#..#.# "
        "#.#..#.# #.####.# #......# ########",
    "bolt":
        "....###. ...###.. ..###... .####### "
        "...####. ..###... .##..... ##......",
    "pillars":
        "##..##.. ##..##.. ##..##.. ##..##.. "
        "##..##.. ##..##.. ##..##.. ##..##..",
    "stripes":
        "######## ######## ........ ........ "
        "######## ######## ........ ........",
    "moon":
        "....###. ..####.. .####... ####.... "
        "####.... .####... ..####.. ....###.",
    "wave":
        "##...... ####.... .####... ...###.. "
        "....###. ...####. .####### #######.",
    "house":
        "...##... ..####.. .######. ######## "
        ".######. .##..##. .##..##. .##..##.",
    "key":
        ".###.... ##.##... #...#... ##.##### "
        ".####### .....#.# .....#.# ........",
    "heart":
        ".##..##. ######## ######## ######## "
        ".######. ..####.. ...##... ........",
    "arrow":
        "...#.... ...##... ######.. #######. "
        "#######. ######.. ...##... ...#....",
}  # fmt: skip
"""Rows from top to bottom; `#` is ink."""

NAMES = tuple(_DRAWN)
"""What each image shows, in the order in which they are stored."""


def drawn_pictures(count: int) -> NDArray[np.float32]:
    """Return the first images, `(count, 64)` of 1 for ink and 0 for paper, row after row."""
    rows = [list(_DRAWN[name].replace(" ", "")) for name in NAMES[:count]]
    return (np.array(rows) == "#").astype(np.float32)
