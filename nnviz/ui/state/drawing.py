"""Figures written out once for all visitors who look at the same thing.

Making and writing a figure takes 3 to 30 ms; a rerun must not pay for those that stay the same.
"""

from collections.abc import Callable
from functools import lru_cache

from nnviz.live.component import Drawn, Figure

_KEPT = 256


class _Recipe:
    """A figure that can be made, equal to another exactly when their keys are."""

    def __init__(self, make: Callable[[], Figure], key: tuple[object, ...]) -> None:
        self.make = make
        self._key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Recipe) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def drawn(make: Callable[[], Figure], *key: object) -> Drawn:
    """Return a figure written out, made only when there is none with this key.

    Args:
        make: Makes the figure.
        *key: Everything that the figure depends on, its kind included; hashable.
    """
    return _drawn(_Recipe(make, key))


@lru_cache(maxsize=_KEPT)
def _drawn(recipe: _Recipe) -> Drawn:
    return Drawn.of(recipe.make())
