"""Errors that a person can act on."""

import pytest

from nnviz.core.errors import LinkError, NnvizError, RunError, SpecError


@pytest.mark.parametrize("kind", [NnvizError, SpecError, LinkError, RunError])
def test_errors_say_expected_received_and_what_to_do(kind):
    assert str(kind("a whole link", "half of one")) == (
        "Expected a whole link, received half of one."
    )
    error = kind("a whole link", "half of one", "Copy it again.")
    assert str(error) == "Expected a whole link, received half of one. Copy it again."
    assert (error.expected, error.received, error.advice) == (
        "a whole link",
        "half of one",
        "Copy it again.",
    )
    assert isinstance(error, ValueError)
