"""A layer of an opened network that cannot be trained here: drawn grey, counted where possible."""

from typing import Any

from nnviz.core.spec.kinds import Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.network import UNKNOWN_KIND
from nnviz.core.spec.params import Param

NOT_COUNTED = -1
"""The number of parameters of a layer whose parameters are not known."""


def _claimed(shapes: tuple[Shape, ...], values: dict[str, Any]) -> Inference | Misfit:
    """Take over what was found out about the layer when the network was opened."""
    del shapes
    shape: Shape = values["shape"]
    if not shape or min(shape) < 1:
        return Misfit("a layer whose output shape is known", f"'{values['class_name']}'")
    parameters: int = values["parameters"]
    known = parameters != NOT_COUNTED
    text = f"{shape_text(shape)}; its parameters are not known"
    if known:
        text = f"{shape_text(shape)}; this layer can be viewed, not trained"
    return Inference(
        shape, max(parameters, 0), values["macs"], text, fixed=values["fixed"], known=known
    )


def _count(name: str, label: str, default: int, help_text: str) -> Param:
    return Param(name, label, default, help_text, low=NOT_COUNTED, high=2**53)


UNKNOWN = LayerKind(
    name=UNKNOWN_KIND,
    label="Unknown layer",
    category="unknown",
    keras_name="",
    params=(
        Param("class_name", "Class", "Layer", "Name of the layer's class in Keras."),
        Param("shape", "Output shape", (), "Its output shape; empty where it is not known."),
        _count("parameters", "Parameters", NOT_COUNTED, "How many there are; -1 if not known."),
        _count("fixed", "Fixed parameters", 0, "How many of them training does not change."),
        _count("macs", "Multiply-adds", 0, "Multiply-adds for one example."),
    ),
    ranks=(0, 1, 2, 3, 4, 5, 6),
    infer=_claimed,
    sentence="A Keras layer that nnviz cannot compute: it can be viewed, not trained.",
    formula=r"y = \;?",
    inputs=(0, 8),
    calling="list",
)
"""The kind of every unknown layer; no list offers it."""
