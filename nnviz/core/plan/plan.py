"""StackPlan: a network as the sliders see it, and how it becomes layers."""

from typing import Annotated, Literal

from pydantic import Field

from nnviz.core.families.adversarial import with_generator
from nnviz.core.spec.dataset import DataSignature, Task
from nnviz.core.spec.experiment import TASK_LOSSES, Loss
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec, Spec, Text
from nnviz.core.spec.params import ParamValue

Family = Literal["feedforward", "convolutional", "recurrent"]
Pooling = Literal["none", "max", "average"]
Cell = Literal["simple_rnn", "lstm", "gru"]
Border = Literal["valid", "same"]
Normalization = Literal["none", "batch", "layer"]

MAX_HIDDEN = 8
PLACES = "places"
"""Id of the layer that turns a plan's output into one prediction at every position."""
MAX_SIDE = 1_000_000

FAMILIES: dict[Family, str] = {
    "feedforward": "Feedforward",
    "convolutional": "Convolutional",
    "recurrent": "Recurrent",
}
CELLS: dict[Cell, str] = {"simple_rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}


class Block(Spec):
    """One hidden layer with its settings; fields of other families stay unused.

    Attributes:
        units: Units, or filters of a convolution.
        pool_size: Side of the pooling window.
        pool_padding: Whether pooling fills the border.
    """

    units: Annotated[int, Field(ge=1, le=8192)] = 4
    activation: Text = "tanh"
    kernel_size: Annotated[int, Field(ge=1, le=31)] = 3
    stride: Annotated[int, Field(ge=1, le=16)] = 1
    padding: Border = "same"
    pooling: Pooling = "max"
    pool_size: Annotated[int, Field(ge=1, le=16)] = 2
    pool_padding: Border = "valid"
    cell: Cell = "lstm"
    bidirectional: bool = False


NEW_BLOCK: dict[Family, Block] = {
    "feedforward": Block(units=4, activation="tanh"),
    "convolutional": Block(units=8, activation="relu"),
    "recurrent": Block(units=16, activation="tanh"),
}
"""What a new layer of each family starts as."""


class StackPlan(Spec):
    """A stack of equal blocks between input and output.

    Attributes:
        head_units: Units of a dense layer between the last block and the output; 0 is none.
        merge: How feature maps become one row of values: `flatten` or global `average`.
        reshape: The shape in which the input is read, empty for its own.
        embedding: Numbers that represent one token, on token data.
    """

    family: Family = "feedforward"
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_HIDDEN)] = ()
    head_units: Annotated[int, Field(ge=0, le=8192)] = 0
    head_activation: Text = "relu"
    merge: Literal["flatten", "average"] = "flatten"
    normalization: Normalization = "none"
    dropout: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    initializer: Text = "glorot_uniform"
    output_activation: Text = "sigmoid"
    embedding: Annotated[int, Field(ge=1, le=256)] = 8
    reshape: Annotated[
        tuple[Annotated[int, Field(ge=1, le=MAX_SIDE)], ...], Field(max_length=3)
    ] = ()

    def resized(self, count: int, deepest: tuple[Block, ...] = ()) -> "StackPlan":
        """Return the plan with another number of hidden layers.

        Args:
            count: How many, 0 to 8.
            deepest: Layers that were there before; those behind the present ones come back. Where
                there is none, a new layer copies the one before it.
        """
        count = max(0, min(count, MAX_HIDDEN))
        blocks = (self.blocks + deepest[len(self.blocks) :])[:count]
        new = blocks[-1] if blocks else NEW_BLOCK[self.family]
        return self.changed(blocks=blocks + (new,) * (count - len(blocks)))

    def with_units(self, units: int) -> "StackPlan":
        """Return the plan with this many units, or filters, in every hidden layer."""
        return self.changed(blocks=tuple(block.changed(units=units) for block in self.blocks))

    def with_block(self, index: int, **values: ParamValue) -> "StackPlan":
        """Return the plan with some fields of one block replaced."""
        blocks = list(self.blocks)
        blocks[index] = blocks[index].changed(**values)
        return self.changed(blocks=tuple(blocks))

    def of_family(self, family: Family) -> "StackPlan":
        """Return a plan of another family with as many hidden layers, one or two at first.

        The shape in which the input was read goes with the family that needed it.
        """
        if family == self.family:
            return self
        count = max(1, min(len(self.blocks), 2))
        block = NEW_BLOCK[family]
        return self.changed(family=family, blocks=(block,) * count, head_units=0, reshape=())


def network_of(plan: StackPlan, signature: DataSignature) -> NetworkSpec:
    """Return the layers of a plan on this kind of data.

    For generated points, they are those of the discriminator; the generator is
    always the same.
    """
    layers: list[LayerSpec] = []
    rank = len(signature.input_shape)
    if signature.leaves:
        layers += _over_trees(plan, signature)
        # The same dense layers see every node, so that nothing has to be flattened for them.
        rank = 1 if plan.family == "feedforward" else 2
    elif signature.tokens:
        layers.append(_embedding(plan, signature))
        rank = 2
    if plan.reshape:
        layers.append(_layer("reshape_1", "reshape", target_shape=plan.reshape))
        rank = len(plan.reshape)
    layers += _body(plan, rank)
    if plan.head_units:
        layers.append(_dense("head", plan, plan.head_units, plan.head_activation))
        layers += _around(plan, "head", normalize=False)
    at_nodes = signature.leaves > 0 and rank == 1
    units = signature.outputs if at_nodes else product(signature.output_shape)
    layers.append(_dense("output", plan, units, plan.output_activation))
    if signature.places and not at_nodes:
        layers.append(_layer(PLACES, "reshape", target_shape=signature.output_shape))
    if signature.noise:
        layers = with_generator(layers, signature)
    return NetworkSpec(layers=tuple(layers))


def _body(plan: StackPlan, rank: int) -> list[LayerSpec]:
    """Return the blocks, and what turns their output into one row of values."""
    flatten = _layer("flatten_1", "flatten")
    layers: list[LayerSpec] = []
    if plan.family == "feedforward" or not plan.blocks:
        layers += [flatten] if rank > 1 else []
    for number, block in enumerate(plan.blocks, 1):
        last = number == len(plan.blocks)
        if plan.family == "feedforward":
            layers.append(_dense(f"dense_{number}", plan, block.units, block.activation))
        elif plan.family == "convolutional":
            layers.append(_convolution(plan, block, number, rank))
        else:
            layers.append(_recurrent(plan, block, number, last=last))
        layers += _around(plan, str(number), normalize=True)
        if plan.family == "convolutional" and block.pooling != "none":
            layers.append(_pool(block, number, rank))
    if plan.family == "convolutional" and plan.blocks:
        average = f"global_average_pooling{2 if rank == 3 else 1}d"
        layers.append(flatten if plan.merge == "flatten" else _layer("average_1", average))
    return layers


def _layer(layer_id: str, kind: str, **params: ParamValue) -> LayerSpec:
    return LayerSpec(id=layer_id, kind=kind, params=params)


def _over_trees(plan: StackPlan, signature: DataSignature) -> list[LayerSpec]:
    """Return the layers that compute a vector for every node of a parsed sentence."""
    return [
        _layer("words", "tree_words"),
        _embedding(plan, signature),
        LayerSpec(id="merges", kind="tree_merges", inputs=(INPUT,)),
        LayerSpec(
            id="composition",
            kind="tree_composition",
            params={"kernel_initializer": plan.initializer},
            inputs=("embedding_1", "merges"),
        ),
    ]


def _embedding(plan: StackPlan, signature: DataSignature) -> LayerSpec:
    return _layer("embedding_1", "embedding", input_dim=signature.tokens, output_dim=plan.embedding)


def _dense(layer_id: str, plan: StackPlan, units: int, activation: str) -> LayerSpec:
    return _layer(
        layer_id,
        "dense",
        units=units,
        activation=activation,
        kernel_initializer=plan.initializer,
    )


def _convolution(plan: StackPlan, block: Block, number: int, rank: int) -> LayerSpec:
    return _layer(
        f"conv_{number}",
        "conv2d" if rank == 3 else "conv1d",
        filters=block.units,
        kernel_size=block.kernel_size,
        strides=block.stride,
        padding=block.padding,
        activation=block.activation,
        kernel_initializer=plan.initializer,
    )


def _pool(block: Block, number: int, rank: int) -> LayerSpec:
    return _layer(
        f"pool_{number}",
        f"{block.pooling}_pooling{2 if rank == 3 else 1}d",
        pool_size=block.pool_size,
        padding=block.pool_padding,
    )


def _recurrent(plan: StackPlan, block: Block, number: int, *, last: bool) -> LayerSpec:
    return _layer(
        f"{block.cell}_{number}",
        block.cell,
        units=block.units,
        activation=block.activation,
        return_sequences=not last,
        bidirectional=block.bidirectional,
        kernel_initializer=plan.initializer,
    )


def _around(plan: StackPlan, suffix: str, *, normalize: bool) -> list[LayerSpec]:
    """Return normalization and dropout after a layer."""
    found: list[LayerSpec] = []
    if normalize and plan.normalization != "none":
        found.append(_layer(f"norm_{suffix}", f"{plan.normalization}_normalization"))
    if plan.dropout > 0:
        found.append(_layer(f"dropout_{suffix}", "dropout", rate=plan.dropout))
    return found


def default_loss(task: Task) -> Loss:
    """Return the loss that a task starts with."""
    return TASK_LOSSES[task][0]


def adapted(plan: StackPlan, signature: DataSignature, loss: Loss) -> StackPlan:
    """Return the plan fitted to other data or another loss.

    Args:
        plan: The plan as it was.
        signature: The data it reads.
        loss: The loss it is trained with; one that does not suit the task counts as the
            task's default.

    Returns:
        The plan with the output activation that suits the loss, and without a reshape for
        which the data have too many or too few values.
    """
    fitted = plan.changed(output_activation=_output_activation(plan, signature, loss))
    values = product(signature.input_shape) * (plan.embedding if signature.tokens else 1)
    other = signature.leaves or signature.noise or product(plan.reshape) != values
    if plan.reshape and other:
        return fitted.changed(reshape=())
    return fitted


def _output_activation(plan: StackPlan, signature: DataSignature, loss: Loss) -> str:
    task = signature.task
    # All positions stand in one row, over which a softmax would make no sense: the loss has its
    # own.
    if task == "regression" or (task == "multiclass" and signature.places):
        return "linear"
    if task == "multiclass":
        return "softmax"
    wanted = loss if loss in TASK_LOSSES[task] else default_loss(task)
    if wanted == "binary_crossentropy":
        return "sigmoid"
    return "linear" if plan.output_activation == "linear" else "tanh"
