"""A speed at which a person watches a network learn: slow while most happens, then faster."""

FIRST_EPOCHS_PER_SECOND = 3.0
"""At the beginning: a circle is learned in ten epochs, which should take some seconds."""
LAST_EPOCHS_PER_SECOND = 300.0
_SECONDS = 4.0
"""Each second adds the epochs made so far, divided by this: it is ten a second after 28 epochs."""


def rising_speed(epoch: float) -> float:
    """Return the epochs per second to aim at after some epochs: 3 at first, 300 at most."""
    return min(FIRST_EPOCHS_PER_SECOND + epoch / _SECONDS, LAST_EPOCHS_PER_SECOND)
