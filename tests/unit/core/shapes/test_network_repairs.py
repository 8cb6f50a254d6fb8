"""Taking a layer out takes out what belonged to it, and nothing else."""

from nnviz.core.plan.plan import NEW_BLOCK, StackPlan, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.shapes.network_repairs import fixed
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.kinds import Fix
from nnviz.core.spec.network import LayerSpec, NetworkSpec

DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")
REMOVE = Fix("Remove this layer", remove=True)


def layers(*entries: tuple[str, ...]) -> NetworkSpec:
    """Make a network of `(id, kind, *sources)`."""
    return NetworkSpec(
        layers=tuple(LayerSpec(id=entry[0], kind=entry[1], inputs=entry[2:]) for entry in entries)
    )


def left(network, name):
    """Return `(id, sources)` of what is left when a layer is taken out."""
    mended = fixed(network, network.layer(name), REMOVE)
    assert mended is not None
    return [(layer.id, mended.sources(i)) for i, layer in enumerate(mended.layers)]


def test_removing_a_convolution_of_the_playground_leaves_a_position_of_the_sliders():
    block = NEW_BLOCK["convolutional"].changed(padding="valid")
    plan = StackPlan(
        family="convolutional", blocks=(block, block.changed(kernel_size=9)),
        normalization="batch", dropout=0.2, output_activation="softmax",
    )  # fmt: skip
    (problem,) = infer(network_of(plan, DIGITS), DIGITS).problems[:1]
    assert problem.layer == "conv_2"
    mended = next(fix.network for fix in problem.repairs if fix.label == REMOVE.label)
    assert mended is not None
    assert infer(mended, DIGITS).problems == ()
    read, exact = read_plan(mended, DIGITS)
    assert exact
    assert read == plan.changed(blocks=(block,))


def test_what_belongs_to_a_layer_ends_where_another_one_reads_it():
    network = layers(
        ("a", "conv2d"), ("conv", "conv2d"), ("norm", "batch_normalization"),
        ("relu", "activation"), ("sum", "add", "relu", "norm"), ("out", "flatten"),
    )  # fmt: skip
    assert left(network, "conv") == [
        ("a", ("input",)), ("relu", ("a",)), ("sum", ("relu", "a")), ("out", ("sum",)),
    ]  # fmt: skip


def test_normalization_after_a_layer_without_units_stays():
    network = layers(("pool", "max_pooling2d"), ("norm", "batch_normalization"), ("f", "flatten"))
    assert left(network, "pool") == [("norm", ("input",)), ("f", ("norm",))]


def test_pooling_belongs_to_a_convolution_and_to_no_other_layer():
    for kind, rest in (("conv1d", ["end"]), ("lstm", ["pool", "end"])):
        network = layers(("it", kind), ("pool", "max_pooling1d"), ("end", "flatten"))
        assert [name for name, _ in left(network, "it")] == rest


def test_a_layer_with_explicit_sources_leaves_no_gap():
    network = layers(
        ("a", "dense"), ("b", "dense", "input"), ("drop", "dropout"), ("c", "dense", "drop"),
    )  # fmt: skip
    assert left(network, "b") == [("a", ("input",)), ("c", ("input",))]


def test_the_last_layers_cannot_be_taken_out():
    network = layers(("dense", "dense"), ("drop", "dropout"))
    assert fixed(network, network.layer("dense"), REMOVE) is None
