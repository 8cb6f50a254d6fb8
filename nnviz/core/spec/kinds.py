"""LayerKind: all that is known about one kind of layer, as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, cast

from nnviz.core.spec.params import Param, ParamValue

Shape = tuple[int, ...]
Values = dict[str, ParamValue]
Category = Literal[
    "core", "activation", "convolution", "pooling", "recurrent", "attention", "merge",
    "normalization", "regularization", "shape", "augmentation", "unknown",
]  # fmt: skip
Calling = Literal["one", "list", "spread"]


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair of one layer, as the kind that refused knows it.

    Attributes:
        label: What the button says.
        values: Parameters of the layer to set.
        insert: Kind and parameters of a layer to put in front.
        inputs: Ids of the layers to read instead.
        remove: Whether to take the layer out; what is done when nothing else is given.
        onward: Whether later layers that fail in the same way get the same fix at once.
    """

    label: str
    values: Values | None = None
    insert: tuple[str, Values] | None = None
    inputs: tuple[str, ...] | None = None
    remove: bool = False
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a layer cannot take an input shape: what it expected, what it received."""

    expected: str
    received: str
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows from an input shape; shapes are without the batch axis.

    Attributes:
        shape: Output shape.
        parameters: All parameters, trainable or not.
        macs: Multiply-adds for one example.
        arithmetic: How the output shape and the parameters follow, in words and numbers.
        fixed: Parameters that gradient descent does not change (moving statistics).
        work: How the multiply-adds follow, likewise; empty where there are none.
        known: Whether the parameters are known; if not, there may be more of them.
    """

    shape: Shape
    parameters: int
    macs: int
    arithmetic: str
    fixed: int = 0
    work: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class LayerKind:
    """One entry of the catalogue.

    Attributes:
        name: Name in specs, snake case.
        label: Name on pages.
        category: Decides colour and position in lists.
        keras_name: Class in `keras.layers`.
        params: Parameters with type, range, default and help.
        ranks: Ranks of one example that it accepts, without the batch axis.
        infer: `(input shape, complete parameter values) -> Inference or Misfit`; called only
            with a shape of an accepted rank. A kind that reads several layers gets the tuple of
            their shapes instead; see `made_of`.
        sentence: One plain sentence on what it does.
        formula: What it computes, in LaTeX.
        units: Name of the parameter that says how many units, filters or features the layer
            has; None when it has none of its own.
        unit_word: What one of them is called: `unit`, `filter`, `feature`.
        takes_tokens: Whether the input is whole numbers (token numbers).
        gives_tokens: Whether what comes out is token numbers again, for an embedding to read.
        inputs: Fewest and most layers that it reads.
        calling: How Keras is given several: in a `list`, or each by itself (`spread`). A kind
            that reads several but is given one reads that one twice.
        call_params: Parameters that go into the call of the layer, not its making.
        constants: Further arguments of the Keras class that are always the same.
        seeded: Whether it draws random numbers during training.
        own: Whether it is defined in `nnviz.model.building.custom_layers` rather than in Keras.
        wrapper: Class around the layer: in `keras.layers`, or `own_layers.` and its name; empty
            for none.
        wrapper_params: Parameters that the wrapper takes, not the layer inside.
    """

    name: str
    label: str
    category: Category
    keras_name: str
    params: tuple[Param, ...]
    ranks: tuple[int, ...]
    infer: Callable[[Any, Any], Inference | Misfit]
    sentence: str
    formula: str
    units: str | None = None
    unit_word: str = "unit"
    takes_tokens: bool = False
    gives_tokens: bool = False
    inputs: tuple[int, int] = (1, 1)
    calling: Calling = "one"
    call_params: tuple[str, ...] = ()
    constants: tuple[tuple[str, Any], ...] = ()
    seeded: bool = False
    own: bool = False
    wrapper: str = ""
    wrapper_params: tuple[str, ...] = ()

    def made_of(self, received: tuple[Shape, ...], values: Values) -> Inference | Misfit:
        """Return what follows from the input shapes, all of accepted ranks."""
        return self.infer(received[0] if self.calling == "one" else received, values)


def per_axis(value: ParamValue, axes: int) -> tuple[int, ...]:
    """Return a size for each axis, where one number may represent all of them."""
    return cast("tuple[int, ...]", value if isinstance(value, tuple) else (value,) * axes)


def product(shape: Shape) -> int:
    """Return the number of values in a shape; 1 for the empty shape."""
    total = 1
    for size in shape:
        total *= size
    return total


def shape_text(shape: Shape) -> str:
    """Write a shape as people do: `28 x 28 x 1`."""
    return " \u00d7 ".join(str(size) for size in shape) or "1"
