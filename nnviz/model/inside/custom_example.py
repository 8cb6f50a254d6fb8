"""The custom example, checked before any layer reads it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.core.errors import RunError
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import shape_text


def custom_example(values: NDArray[np.generic], signature: DataSignature) -> NDArray[Any]:
    """Return one example as the network reads it.

    Args:
        values: Numbers, `input_shape`.
        signature: Of the data that the network learns from.

    Returns:
        float32 `input_shape`, or int32 for tokens.

    Raises:
        RunError: Shape or values are not those of an example of these data.
    """
    if values.shape != signature.input_shape:
        raise RunError(
            f"an example of {shape_text(signature.input_shape)} values",
            shape_text(values.shape), "Draw or type it again for this dataset.",
        )  # fmt: skip
    if not signature.tokens:
        plain = np.asarray(values, np.float32)
        if not np.isfinite(plain).all():
            raise RunError("numbers", "values that are not finite", "Draw or type it again.")
        return plain
    tokens = np.asarray(values).astype(np.int32)
    if tokens.min(initial=0) < 0 or tokens.max(initial=0) >= signature.tokens:
        raise RunError(
            f"token numbers below {signature.tokens}", "larger ones", "Type the text again."
        )
    return tokens
