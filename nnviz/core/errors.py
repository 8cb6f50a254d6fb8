"""Errors that a person can act on: what was expected, what was received and what to do."""


class NnvizError(ValueError):
    """Something that a user entered does not work.

    Args:
        expected: What would have been right, without a final full stop.
        received: What came instead, also without one.
        advice: One sentence that says what to do next.
    """

    def __init__(self, expected: str, received: str, advice: str = "") -> None:
        self.expected = expected
        self.received = received
        self.advice = advice
        super().__init__(f"Expected {expected}, received {received}. {advice}".rstrip())


class SpecError(NnvizError):
    """A network, dataset choice or training setting that is not possible."""


class LinkError(NnvizError):
    """A link or experiment file that cannot be read."""


class RunError(NnvizError):
    """A request to a run that it cannot fulfil."""


class RefusedError(RunError):
    """Something that a run cannot do; its reason is the whole message.

    Args:
        reason: Why not, as a sentence.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("something this run can do", reason)
        self.args = (reason,)


class OpenError(NnvizError):
    """A model file or pasted code that cannot be opened, with the reason."""
