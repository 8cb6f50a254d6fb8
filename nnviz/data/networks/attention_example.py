"""A small network with attention, to open where there is none yet."""

from nnviz.core.spec.experiment import Experiment, TrainingSpec
from nnviz.core.spec.network import LayerSpec, NetworkSpec
from nnviz.data.catalogue import default_spec, signature
from nnviz.data.experiments import checked

_FEATURES, _HEADS, _SIZE = 16, 2, 8


def attention_example() -> Experiment:
    """Return sentences that praise or blame, read by one layer of attention with two heads."""
    data = default_spec("sentiment")
    layers = (
        LayerSpec(
            id="embedding", kind="embedding",
            params={"input_dim": signature(data).tokens, "output_dim": _FEATURES},
        ),
        LayerSpec(
            id="attention", kind="multi_head_attention",
            params={"num_heads": _HEADS, "key_dim": _SIZE},
        ),
        LayerSpec(id="mean", kind="global_average_pooling1d"),
        LayerSpec(id="output", kind="dense", params={"units": 1, "activation": "sigmoid"}),
    )  # fmt: skip
    training = TrainingSpec(loss="binary_crossentropy", learning_rate=0.003, batch_size=32)
    return checked(Experiment(data=data, network=NetworkSpec(layers=layers), training=training))
