"""What the property tests draw: every plan that sliders can make, on every kind of data."""

from hypothesis import strategies as st

from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, INITIALIZERS
from nnviz.core.plan.plan import Block, StackPlan
from nnviz.core.spec.dataset import DataSignature

SIGNATURES = (
    DataSignature((2,), "binary", 1, "plane"),
    DataSignature((1,), "regression", 1, "plane"),
    DataSignature((7,), "multiclass", 3, "plane"),
    DataSignature((64,), "regression", 1, "table"),
    DataSignature((8, 8, 1), "multiclass", 10, "image"),
    DataSignature((28, 28, 1), "multiclass", 5, "image"),
    DataSignature((5, 9, 3), "binary", 1, "image"),
    DataSignature((32, 1), "regression", 1, "series"),
    DataSignature((1, 6), "multiclass", 5, "series"),
    DataSignature((12,), "binary", 1, "tokens", 90),
    DataSignature((1,), "multiclass", 300, "tokens", 300),
)
RESHAPES = ((), (), (), (2, 1), (64,), (8, 8), (4, 4, 4), (28, 28), (5, 27), (3, 3, 3), (1, 1, 1))

blocks = st.builds(
    Block,
    units=st.integers(1, 24) | st.sampled_from((512, 4096)),
    activation=st.sampled_from(ACTIVATIONS),
    kernel_size=st.integers(1, 5) | st.just(31),
    stride=st.integers(1, 3) | st.just(16),
    padding=st.sampled_from(("valid", "same")),
    pooling=st.sampled_from(("none", "max", "average")),
    pool_size=st.integers(1, 4) | st.just(16),
    pool_padding=st.sampled_from(("valid", "same")),
    cell=st.sampled_from(("simple_rnn", "lstm", "gru")),
    bidirectional=st.booleans(),
)
plans = st.builds(
    StackPlan,
    family=st.sampled_from(("feedforward", "convolutional", "recurrent")),
    blocks=st.lists(blocks, max_size=8).map(tuple),
    head_units=st.just(0) | st.integers(1, 64),
    head_activation=st.sampled_from(ACTIVATIONS),
    merge=st.sampled_from(("flatten", "average")),
    normalization=st.sampled_from(("none", "batch", "layer")),
    dropout=st.just(0.0) | st.floats(0.01, 0.9),
    initializer=st.sampled_from(INITIALIZERS),
    output_activation=st.sampled_from(ACTIVATIONS),
    embedding=st.integers(1, 256),
    reshape=st.sampled_from(RESHAPES),
)

st.register_type_strategy(StackPlan, plans)
st.register_type_strategy(DataSignature, st.sampled_from(SIGNATURES))
