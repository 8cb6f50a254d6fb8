"""Statistics that a layer keeps in variables and uses as constants: they follow the variables."""

from typing import Any


def follow_statistics(layer: Any) -> None:  # noqa: ANN401 - a layer with `finalize_state`
    """Let a layer such as `Normalization` compute with its variables as they are at each call.

    Keras copies mean and variance into constants when the layer is built or adapted. Weights that
    are taken over from a file or a snapshot only reach the variables.

    Args:
        layer: A Keras layer with `finalize_state`.
    """
    plain = layer.call

    def call(inputs: Any) -> Any:  # noqa: ANN401 - tensors
        layer.finalize_state()
        return plain(inputs)

    layer.call = call
