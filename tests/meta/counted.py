"""Multiply-adds of layers counted one by one, as their definitions multiply."""

import itertools

from nnviz.core.spec.kinds import per_axis, product


def counted_convolution(shape, values) -> int:
    """Count the multiplications of a convolution one by one, padding included."""
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    count = 0
    for _place in itertools.product(*starts(shape, values)):
        for _offset in itertools.product(*map(range, kernel)):
            for feature in range(values["filters"]):
                group = feature * values["groups"] // values["filters"]
                seen = [c for c in range(shape[-1]) if c * values["groups"] // shape[-1] == group]
                count += len(seen)
    return count


def starts(shape, values):
    """Return where windows begin along each axis."""
    axes = len(shape) - 1
    found = []
    for axis in range(axes):
        kernel, stride, rate = (
            per_axis(values[name], axes)[axis]
            for name in ("kernel_size", "strides", "dilation_rate")
        )
        last = shape[axis] - (kernel - 1) * rate if values["padding"] == "valid" else shape[axis]
        found.append(range(0, last, stride))
    return found


def counted_depthwise(shape, values) -> int:
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    places = len(list(itertools.product(*starts(shape, values))))
    return (
        places
        * len(list(itertools.product(*map(range, kernel))))
        * (shape[-1] * values["depth_multiplier"])
    )


def counted_separable(shape, values) -> int:
    places = len(list(itertools.product(*starts(shape, values))))
    mixing = places * shape[-1] * values["depth_multiplier"] * values["filters"]
    return counted_depthwise(shape, values) + mixing


def counted_transposed(shape, values) -> int:
    kernel = per_axis(values["kernel_size"], len(shape) - 1)
    return sum(
        shape[-1] * values["filters"]
        for _place in itertools.product(*map(range, shape[:-1]))
        for _offset in itertools.product(*map(range, kernel))
    )


def counted_pictures(shape, values) -> int:
    """Count a convolutional LSTM: four gates that convolve the input and the state."""
    steps, *space, channels = shape
    options = {"strides": 1, "dilation_rate": 1, "groups": 1, **values}
    seen = counted_convolution((*space, channels), options)
    grown = tuple(len(places) for places in starts((*space, channels), options))
    kept = counted_convolution((*grown, values["filters"]), {**options, "padding": "same"})
    return steps * 4 * (seen + kept)


def counted_attention(shapes, values, projected=True) -> int:
    """Count attention as the einsums of its definition multiply."""
    (asking, features), (answering, offered) = shapes[0], shapes[-1]
    if not projected:
        return asking * answering * features + asking * answering * offered
    heads = values.get("num_heads", values.get("num_query_heads"))
    shared = values.get("num_key_value_heads", heads)
    size = values.get("key_dim", values.get("head_dim"))
    count = asking * features * heads * size + asking * heads * size * features
    count += sum(answering * offered * shared * size for _ in ("key", "value"))
    return count + sum(heads * asking * answering * size for _ in ("scores", "mixing"))


def counted_dot(shapes, values) -> int:
    axis = values["axes"]
    rest = [size for shape in shapes for i, size in enumerate(shape) if i != len(shape) + axis]
    return product(tuple(rest)) * shapes[0][axis]


def counted_recurrence(shape, values, gates) -> int:
    """Count the multiplications of weights with inputs and states, step by step."""
    steps, features = shape
    one_way = 0
    for _step in range(steps):
        for _gate in range(gates):
            for _unit in range(values["units"]):
                one_way += features + values["units"]
    return one_way * (2 if values["bidirectional"] else 1)


def counted_dense(shape, values) -> int:
    return sum(shape[-1] for _ in range(product(shape[:-1])) for _ in range(values["units"]))


def counted_einsum(shape, values) -> int:
    """Count every combination of the axes of both factors, the batch being one example."""
    left, _, weights = values["equation"].partition("->")[0].partition(",")
    letters = left.replace("...", "")
    rest = 1 + len(shape) - len(letters)
    axes = (1, *shape)[rest:] if left.startswith("...") else (1, *shape)[: len(letters)]
    around = product(shape) // product(tuple(axes))
    given = values["equation"].partition("->")[2].replace("...", "")
    wanted = values["output_shape"] if left.startswith("...") else (1, *values["output_shape"])
    sizes = dict(zip(given, wanted, strict=True)) | dict(zip(letters, axes, strict=True))
    new = tuple(sizes[letter] for letter in weights if letter not in letters)
    return around * product(tuple(axes)) * product(new)


def counted_composition(shapes, _values) -> int:
    """Count one matrix product at every merge of a tree."""
    (words, units), _ = shapes
    return sum(2 * units for _merge in range(words - 1) for _unit in range(units))


def at_every_step(counted):
    return lambda shape, values: sum(counted(shape[1:], values) for _ in range(shape[0]))


COUNTS = {
    **{f"conv{axes}d": counted_convolution for axes in (1, 2, 3)},
    **{f"conv{axes}d_transpose": counted_transposed for axes in (1, 2, 3)},
    **{f"depthwise_conv{axes}d": counted_depthwise for axes in (1, 2)},
    **{f"separable_conv{axes}d": counted_separable for axes in (1, 2)},
    **{f"conv_lstm{axes}d": counted_pictures for axes in (1, 2, 3)},
    "multi_head_attention": counted_attention,
    "group_query_attention": counted_attention,
    "attention": lambda shapes, values: counted_attention(shapes, values, projected=False),
    "additive_attention": lambda shapes, values: counted_attention(shapes, values, projected=False),
    "dot": counted_dot,
    "tree_composition": counted_composition,
    "mixture": lambda shapes, _values: sum(product(shape) for shape in shapes[1:]),
    "dense": counted_dense,
    "simple_rnn": lambda shape, values: counted_recurrence(shape, values, 1),
    "lstm": lambda shape, values: counted_recurrence(shape, values, 4),
    "gru": lambda shape, values: counted_recurrence(shape, values, 3),
    "einsum_dense": counted_einsum,
    "hopfield": lambda shape, values: sum(
        product(shape) for _ in range(values["sweeps"]) for _unit in range(product(shape))
    ),
    "boltzmann": lambda shape, values: sum(
        values["units"] for _way in ("up", "down") for _value in range(product(shape))
    ),
}
COUNTS |= {
    **{f"timed_{name}": at_every_step(COUNTS[name]) for name in ("dense", "conv1d", "conv2d")},
    **{f"spectral_{name}": COUNTS[name] for name in ("dense", "conv1d", "conv2d")},
}
"""How to count, by kind; others multiply nothing by learned numbers."""
