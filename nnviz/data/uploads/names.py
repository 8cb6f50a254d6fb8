"""Names from uploaded files, told from each other."""

from collections.abc import Iterable


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, with a number after those that came before.

    Example:
        >>> unique_names(["a", "b", "a"])
        ('a', 'b', 'a (2)')
    """
    found: dict[str, None] = {}
    for name in names:
        wanted, number = name, 2
        while wanted in found:
            wanted, number = f"{name} ({number})", number + 1
        found[wanted] = None
    return tuple(found)
