"""Shape inference: exact values, problems and that every repair helps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.errors import SpecError
from nnviz.core.plan.plan import NEW_BLOCK, Block, StackPlan, network_of
from nnviz.core.plan.plan_reading import read_plan
from nnviz.core.shapes.shapes import MAX_PARAMETERS, NetworkShapes, infer
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import MAX_LAYERS, LayerSpec, NetworkSpec

PLANE = DataSignature((2,), "binary", 1, "plane")
DIGITS = DataSignature((8, 8, 1), "multiclass", 10, "image")
WAVE = DataSignature((32, 1), "regression", 1, "series")
WORDS = DataSignature((12,), "binary", 1, "tokens", 90)


def network(*layers: tuple[str, dict]) -> NetworkSpec:
    return NetworkSpec(
        layers=tuple(
            LayerSpec(id=f"{kind}_{i}", kind=kind, params=params)
            for i, (kind, params) in enumerate(layers, 1)
        )
    )


def labels(shapes: NetworkShapes) -> list[str]:
    return [repair.label for problem in shapes.problems for repair in problem.repairs]


OUTPUT = ("dense", {"units": 1})


def test_one_unit_on_two_inputs():
    shapes = infer(network(OUTPUT), PLANE)
    assert shapes.problems == ()
    assert (shapes.parameters, shapes.macs) == (3, 2)
    assert shapes.of("dense_1").shape == (1,)
    assert shapes.of("dense_1").arithmetic == "2 inputs × 1 units + 1 biases"
    with pytest.raises(KeyError):
        shapes.of("input")


def test_a_small_cnn_by_hand():
    plan = StackPlan(
        family="convolutional",
        blocks=(Block(units=8, activation="relu", padding="valid"),),
        normalization="batch",
        output_activation="softmax",
    )
    shapes = infer(network_of(plan, DIGITS), DIGITS)
    assert shapes.problems == ()
    assert [layer.shape for layer in shapes.layers] == [
        (6, 6, 8), (6, 6, 8), (3, 3, 8), (72,), (10,),
    ]  # fmt: skip
    assert [layer.parameters for layer in shapes.layers] == [80, 32, 0, 0, 730]
    assert [layer.fixed for layer in shapes.layers] == [0, 16, 0, 0, 0]
    assert shapes.macs == 36 * 72 + 720


def test_layers_after_a_problem_have_no_shape():
    shapes = infer(network(("conv2d", {}), ("flatten", {}), OUTPUT), PLANE)
    assert [layer.shape for layer in shapes.layers] == [None, None, None]
    assert [layer.input_shape for layer in shapes.layers] == [(2,), None, None]
    assert [problem.layer for problem in shapes.problems] == ["conv2d_1"]
    assert (
        str(shapes.problems[0])
        == "Needs an image (height × width × channels), but gets a vector of 2 values."
    )
    assert labels(shapes) == ["Remove every layer that needs an image"]


@pytest.mark.parametrize(
    ("kind", "params"),
    [("dence", {}), ("dense", {"unit": 3}), ("dense", {"units": 10**9}), ("dropout", {"rate": 1})],
)
def test_what_the_catalogue_does_not_know_is_an_error_even_after_a_problem(kind, params):
    with pytest.raises(SpecError):
        infer(network(("conv2d", {}), (kind, params), OUTPUT), PLANE)


@pytest.mark.parametrize("target", [(), (0,), (-1,), (-1, -2), (3,), (2**53,) * 3, (1,) * 6])
def test_a_reshape_that_does_not_fit_is_a_problem(target):
    shapes = infer(network(("reshape", {"target_shape": target}), OUTPUT), PLANE)
    assert labels(shapes) == ["Remove this layer", "Keep the shape 2"]
    assert str(shapes.problems[0]).startswith("Needs a target shape of 2 values in 1 to 5 axes")


@pytest.mark.parametrize(
    ("kind", "signature", "first"),
    [
        ("conv1d", PLANE, "Read the values as a sequence"),
        ("lstm", DIGITS, "Read the image row by row"),
        ("conv2d", WAVE, "Reshape it to an image"),
        ("conv2d", DataSignature((64,), "binary", 1, "table"), "Reshape it to an image of 8 × 8"),
        (
            "conv2d",
            DataSignature((65,), "binary", 1, "table"),
            "Remove every layer that needs an image",
        ),
        ("max_pooling1d", PLANE, "Remove this layer"),
        ("embedding", PLANE, "Remove the embedding"),
        ("dense", WORDS, "Insert an embedding before it"),
        ("dropout", WORDS, "Insert an embedding before it"),
    ],
)
def test_the_first_repair_of_a_layer_that_cannot_read_the_data(kind, signature, first):
    assert labels(infer(network((kind, {}), OUTPUT), signature))[0] == first


def test_an_embedding_in_front_knows_every_token():
    shapes = infer(network(OUTPUT), WORDS)
    mended = shapes.problems[0].repairs[0].network
    assert mended is not None
    assert mended.layers[0].params == {"input_dim": 90}


def test_a_vocabulary_that_is_too_small_is_made_larger():
    small = network(("embedding", {"input_dim": 89}), ("flatten", {}), OUTPUT)
    shapes = infer(small, WORDS)
    assert labels(shapes) == ["Use 90 tokens"]
    mended = shapes.problems[0].repairs[0].network
    assert mended is not None
    assert infer(mended, WORDS).problems == ()


def test_a_recurrent_layer_in_front_is_asked_to_report_every_step():
    stacked = network(("lstm", {}), ("dropout", {}), ("gru", {}), OUTPUT)
    shapes = infer(stacked, WAVE)
    assert labels(shapes)[0] == "Let 'lstm_1' return its whole sequence"
    mended = shapes.problems[0].repairs[0].network
    assert mended is not None
    assert infer(mended, WAVE).problems == ()


def test_a_kernel_that_is_too_large_behind_a_recurrent_layer_is_not_its_fault():
    stacked = network(
        ("lstm", {"return_sequences": True}), ("max_pooling1d", {"pool_size": 16}),
        ("conv1d", {"kernel_size": 3}), ("flatten", {}), OUTPUT,
    )  # fmt: skip
    assert labels(infer(stacked, WAVE)) == [
        "Pad the border with zeros (padding same)",
        "Make the kernel 2 wide",
        "Remove this layer",
    ]


def test_padding_is_repaired_in_all_layers_at_once_and_sliders_can_show_it():
    plan = StackPlan(family="convolutional", blocks=(NEW_BLOCK["convolutional"],) * 8)
    mended = infer(network_of(plan, DIGITS), DIGITS).problems[0].repairs[0].network
    assert mended is not None
    assert infer(mended, DIGITS).problems == ()
    read, exact = read_plan(mended, DIGITS)
    assert exact
    assert [block.pool_padding for block in read.blocks] == ["valid"] * 3 + ["same"] * 5


def test_a_reshape_in_front_is_changed_rather_than_followed_by_another():
    plan = StackPlan(family="recurrent", blocks=(Block(),), reshape=(64,))
    mended = infer(network_of(plan, DIGITS), DIGITS).problems[0].repairs[0].network
    assert mended is not None
    assert read_plan(mended, DIGITS) == (
        plan.changed(reshape=(64, 1), blocks=(NEW_BLOCK["recurrent"].changed(units=4),)),
        True,
    )


@pytest.mark.parametrize(
    ("layers", "signature", "first"),
    [
        ((("dense", {"units": 3}),), DIGITS, "Flatten it first"),
        ((("flatten", {}), ("dense", {"units": 3})), DIGITS, "Give it 10 units"),
        ((("dense", {"units": 3}),), PLANE, "Give it 1 unit"),
        ((("flatten", {}),), DIGITS, "Add an output layer"),
        ((("conv2d", {}),), DIGITS, "Add an output layer"),
    ],
)
def test_an_output_of_another_size_is_repaired(layers, signature, first):
    shapes = infer(network(*layers), signature)
    assert labels(shapes) == [first]
    assert "for this data" in shapes.problems[0].expected


def test_a_layer_with_two_inputs_reads_one():
    both = NetworkSpec(
        layers=(
            LayerSpec(id="a", kind="dense"),
            LayerSpec(id="b", kind="dense", inputs=("a", "input"), params={"units": 1}),
        )
    )
    shapes = infer(both, PLANE)
    assert labels(shapes) == [
        "Concatenate them first", "Use only 'a'", "Remove this layer",
    ]  # fmt: skip
    assert all(r.network and infer(r.network, PLANE) for r in shapes.problems[0].repairs)


def test_a_layer_that_none_reads_is_taken_out():
    layers = (
        LayerSpec(id="a", kind="dense"),
        LayerSpec(id="lonely", kind="dense"),
        LayerSpec(id="o", kind="dense", inputs=("a",), params={"units": 1}),
    )
    (problem,) = infer(NetworkSpec(layers=layers), PLANE).problems
    assert str(problem) == (
        "Needs every layer except the last to feed another layer, "
        "but gets 'lonely', which feeds none."
    )
    assert problem.repairs[0].network == NetworkSpec(layers=(layers[0], layers[2]))


def test_what_read_a_removed_layer_reads_the_one_before():
    odd = NetworkSpec(
        layers=(
            LayerSpec(id="a", kind="conv2d"),
            LayerSpec(id="b", kind="dense", inputs=("a",), params={"units": 1}),
        )
    )
    (repair,) = infer(odd, PLANE).problems[0].repairs
    assert repair.network is not None
    assert [layer.inputs for layer in repair.network.layers] == [("input",)]
    assert infer(repair.network, PLANE).problems == ()


@pytest.mark.parametrize("kind", ["embedding", "conv2d"])
def test_a_single_layer_that_cannot_be_removed_is_replaced(kind):
    shapes = infer(network((kind, {})), PLANE)
    assert labels(shapes) == ["Start again with only an output layer"]


@pytest.mark.parametrize("signature", [WORDS, DIGITS, PLANE])
def test_a_network_that_cannot_grow_still_has_a_repair_that_works(signature):
    full = network(*[("dropout", {})] * MAX_LAYERS)
    mended = infer(full, signature).problems[0].repairs[0].network
    assert mended is not None
    assert infer(mended, signature).problems == ()


@pytest.mark.parametrize(
    ("units", "label"),
    [
        ((4096, 4096, 8), "Use 2048 instead of 4096 in 'dense_1'"),
        ((4096,) * 8, "Divide the units of every layer by 4"),
    ],
)
def test_a_network_that_is_too_large_gets_fewer_units(units, label):
    wide = network(*[("dense", {"units": n}) for n in (*units, 1)])
    signature = DataSignature((2000,), "binary", 1, "table")
    shapes = infer(wide, signature)
    assert shapes.parameters > MAX_PARAMETERS
    assert labels(shapes)[0] == label
    mended = shapes.problems[0].repairs[0].network
    assert mended is not None
    assert infer(mended, signature).parameters <= MAX_PARAMETERS


def test_data_that_are_too_large_for_any_network_say_so():
    huge = DataSignature((3000, 3000, 3), "multiclass", 10, "image")
    plan = StackPlan(blocks=(Block(units=8),))
    assert labels(infer(network_of(plan, huge), huge)) == ["Start again with only an output layer"]


@given(...)
def test_a_few_first_repairs_make_every_plan_work(plan: StackPlan, signature: DataSignature):
    whole = network_of(plan, signature)
    for _ in range(6):
        shapes = infer(whole, signature)
        for problem in shapes.problems:
            assert problem.repairs
            for repair in problem.repairs:
                assert repair.network is not None
                assert repair.network != whole
                infer(repair.network, signature)
        if not shapes.problems:
            break
        assert shapes.problems[0].repairs[0].network is not None
        whole = shapes.problems[0].repairs[0].network
    assert infer(whole, signature).problems == ()
    assert all(layer.shape and min(layer.shape) >= 1 for layer in infer(whole, signature).layers)


@given(...)
def test_sliders_can_show_what_first_repairs_make(plan: StackPlan, signature: DataSignature):
    whole = network_of(plan.changed(reshape=()), signature)
    while problems := infer(whole, signature).problems:
        assert problems[0].repairs[0].network is not None
        whole = problems[0].repairs[0].network
        assert read_plan(whole, signature)[1], problems[0].repairs[0].label


LAYERS = st.lists(st.tuples(st.sampled_from(sorted(CATALOGUE)), st.just({})), min_size=1)


@settings(max_examples=60)
@given(LAYERS.map(lambda layers: network(*layers[:MAX_LAYERS])), st.from_type(DataSignature))
def test_any_stack_at_all_can_be_repaired(whole: NetworkSpec, signature: DataSignature):
    for _ in range(2 * MAX_LAYERS):
        problems = infer(whole, signature).problems
        if not problems:
            return
        for repair in problems[0].repairs:
            assert repair.network is not None
            infer(repair.network, signature)
        assert problems[0].repairs[0].network is not None
        whole = problems[0].repairs[0].network
    raise AssertionError("the repairs never end")


def test_the_same_network_is_worked_out_once_and_an_equal_one_anew():
    first, equal = network(OUTPUT), network(OUTPUT)
    found = infer(first, PLANE)
    assert infer(first, PLANE) is found
    assert infer(first, WAVE) is not found
    assert infer(equal, PLANE) == found
    assert infer(equal, PLANE) is not found


def test_a_number_of_another_type_is_looked_at_by_itself():
    assert infer(network(("dense", {"units": 1})), PLANE).parameters == 3
    with pytest.raises(SpecError):
        infer(network(("dense", {"units": True})), PLANE)
