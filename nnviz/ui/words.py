"""Every sentence of the frame around the pages."""

# Navigation

COMPARE = "Compare"
INSPECT = "Inspect"

# What went wrong

START_OVER = "Start over"
BROKEN = (
    "Something went wrong on this page; the server's log has the details. Your last step is not "
    "lost: reload the page to continue."
)


def refused(error: object) -> str:
    """Say what cannot be done."""
    return f"This does not work: {error}"
