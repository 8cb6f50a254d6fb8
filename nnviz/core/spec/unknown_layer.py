"""A layer of an opened network that the catalogue does not know: drawn grey, never trained."""

from typing import Any

from nnviz.core.spec.kinds import Inference, LayerKind, Misfit, Shape, shape_text
from nnviz.core.spec.network import UNKNOWN_KIND
from nnviz.core.spec.params import Param


def _claimed(shapes: tuple[Shape, ...], values: dict[str, Any]) -> Inference | Misfit:
    """Take the output shape from the file, where it says one."""
    del shapes
    shape: Shape = values["shape"]
    if not shape or min(shape) < 1:
        return Misfit("a layer from the catalogue", f"a {values['class_name']} of unknown shape")
    text = f"{shape_text(shape)}, according to the file; nnviz does not know what it computes"
    return Inference(shape, 0, 0, text)


UNKNOWN = LayerKind(
    name=UNKNOWN_KIND,
    label="Unknown layer",
    category="unknown",
    keras_name="",
    params=(
        Param("class_name", "Class", "Layer", "Name of the layer's class in Keras."),
        Param(
            "shape",
            "Output shape",
            (),
            "The output shape given in the file; empty if there is none.",
        ),
    ),
    ranks=(0, 1, 2, 3, 4, 5, 6),
    infer=_claimed,
    sentence="A Keras layer that nnviz does not know: it can be viewed, not trained.",
    formula=r"y = \;?",
    inputs=(0, 8),
    calling="list",
)
"""The kind of every unknown layer; no list offers it."""
