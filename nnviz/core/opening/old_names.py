"""Settings as Keras 1 and 2 spelled them -> as Keras 3 does."""

import re
from collections.abc import Mapping
from typing import Any

_EVERYWHERE = {
    "init": "kernel_initializer", "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer", "U_regularizer": "recurrent_regularizer",
    "W_constraint": "kernel_constraint", "b_constraint": "bias_constraint", "bias": "use_bias",
    "border_mode": "padding", "subsample": "strides", "subsample_length": "strides",
    "nb_filter": "filters", "filter_length": "kernel_size", "atrous_rate": "dilation_rate",
    "dim_ordering": "data_format", "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation", "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout", "consume_less": "implementation",
    "forget_bias_init": "bias_initializer", "pool_length": "pool_size",
    "gamma_init": "gamma_initializer", "beta_init": "beta_initializer",
}  # fmt: skip
_BY_CLASS = (
    (r"LeakyReLU$", {"alpha": "negative_slope"}),
    (r"ReLU$", {"theta": "threshold"}),
    (r"(Dense|SimpleRNN|LSTM|GRU)$", {"output_dim": "units"}),
    (r"Embedding$", {"init": "embeddings_initializer"}),
    (r"(Spatial|Gaussian|Alpha)?Dropout", {"p": "rate"}),
    (r"GaussianNoise$", {"sigma": "stddev"}),
    (r"(Max|Average)Pooling1D$", {"stride": "strides"}),
    (r"UpSampling1D$", {"length": "size"}),
)
_SIDES = (("nb_row", "nb_col"), ("kernel_dim1", "kernel_dim2", "kernel_dim3"))
"""Sizes of a kernel that Keras 1 took one by one."""
_ORDERS = {"tf": "channels_last", "th": "channels_first", "default": None}
_PASSED_OVER = {("BatchNormalization", "mode"), ("Embedding", "dropout")}
"""Settings that later Keras does without, by class."""


def modern(class_name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a layer under their present names.

    Args:
        class_name: The class, as `names.layer_class` has it.
        config: The settings, in whatever spelling.
    """
    renamed: dict[str, str] = {**_EVERYWHERE}
    for pattern, names in _BY_CLASS:
        if re.match(pattern, class_name):
            renamed |= names
    found: dict[str, Any] = {}
    for key, value in config.items():
        name = renamed.get(key, key)
        if (class_name, key) not in _PASSED_OVER:
            # What is said under the present name counts.
            found[name] = config.get(name, value)
    for sides in _SIDES:
        if all(side in found for side in sides):
            found["kernel_size"] = [found.pop(side) for side in sides]
    if isinstance(found.get("data_format"), str):
        found["data_format"] = _ORDERS.get(found["data_format"], found["data_format"])
    return found
