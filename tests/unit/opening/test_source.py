"""Pasted Keras code: what tutorials write is read, what is not plain is refused by its line."""

import pytest

from nnviz.core.errors import OpenError
from nnviz.core.opening.source import read_source
from nnviz.core.shapes.shapes import layer_values, measure


def read(code):
    return read_source(code.encode())


def layers(code):
    return [(layer.id, layer.kind, layer.params) for layer in read(code).network.layers]


def reads(code):
    network = read(code).network
    return {layer.id: network.sources(index) for index, layer in enumerate(network.layers)}


PLAIN = """
import keras
model = keras.Sequential([
    keras.Input((28, 28, 1)),
    keras.layers.Conv2D(32, 3, activation="relu", name="conv_0"),
    keras.layers.Conv2D(64, 3, activation="relu", name="conv_1"),
    keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax"),
])
"""
WAYS = {
    "with data and training around it": """
import tensorflow as tf
from tensorflow import keras
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train = x_train[..., tf.newaxis] / 255.0
print(f"{len(x_train)} pictures")
model = tf.keras.models.Sequential()
model.add(tf.keras.layers.Conv2D(32, (3, 3), activation="relu", input_shape=(28, 28, 1),
                                 name="conv_0"))
model.add(tf.keras.layers.Conv2D(64, (3, 3), activation=tf.nn.relu, name="conv_1"))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(10, activation="softmax"))
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, epochs=5)
predictions = model(x_train[:1]).numpy()
for epoch in range(3):
    for batch in dataset:
        train_step(batch)
model.summary()
""",
    "in a loop": """
from keras import layers, Sequential, Input
model = Sequential([Input((28, 28, 1))])
for i, filters in enumerate([32, 64]):
    model.add(layers.Conv2D(filters, 3, activation="relu", name=f"conv_{i}"))
model.add(layers.Flatten())
model.add(layers.Dense(10, activation="softmax"))
""",
    "with a comprehension": """
from keras import layers, Sequential, Input
base = 32
model = Sequential([
    Input((28, 28, 1)),
    *[layers.Conv2D(base * 2**i, 3, activation="relu", name="conv_" + str(i)) for i in range(2)],
    layers.Flatten(), layers.Dense(10, activation="softmax"),
])
""",
    "in functions": """
import tensorflow as tf
from tensorflow.keras import layers as L
settings = dict(activation="relu")

def conv(x, filters, *, name, size=3):
    return L.Conv2D(filters, size, name=name, **settings)(x)

def build(classes=10, widths=(32, 64)):
    inputs = tf.keras.Input(shape=(28, 28, 1))
    x = inputs
    for number, width in zip(range(len(widths)), widths):
        x = conv(x, width, name="conv_%d" % number)
    x = L.Flatten()(x)
    return tf.keras.Model(inputs=inputs, outputs=L.Dense(classes, activation="softmax")(x))

model = build()
model.compile("adam")
""",
    "in a function that is not called": """
import keras
def make_model(num_classes=10):
    conv = {"kernel_size": 3, "activation": "relu"}
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.layers.Conv2D(32, name="conv_0", **conv),
        keras.layers.Conv2D(64, name="conv_1", **conv),
        keras.layers.Flatten(),
        keras.layers.Dense(num_classes, activation="softmax"),
    ])
""",
    "with partial, a strategy and a main function": """
from functools import partial
import tensorflow as tf
Conv = partial(tf.keras.layers.Conv2D, kernel_size=3, activation="relu")
def main():
    strategy = tf.distribute.MirroredStrategy()
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.layers.InputLayer(input_shape=[28, 28, 1])])
        sizes = []
        for power in (5, 6):
            sizes.append(2 ** power)
        for number in range(len(sizes)):
            model.add(Conv(sizes[number], name="conv_{}".format(number)))
        model.add(tf.keras.layers.Flatten())
        model.add(tf.keras.layers.Dense(10))
        model.pop()
        model.add(tf.keras.layers.Dense(10, activation="softmax", name="dense"))
        model.fit(tf.zeros((1, 28, 28, 1)))
if __name__ == "__main__":
    main()
""",
}


@pytest.mark.parametrize("way", WAYS)
def test_however_a_network_is_written_it_is_the_same(way):
    assert layers(WAYS[way]) == layers(PLAIN)
    assert read(WAYS[way]).input_shape == (28, 28, 1)


RESIDUAL = """
import keras
from keras import layers

def residual_block(x, filters, stride=1):
    shortcut = x
    x = layers.Conv2D(filters, 3, strides=stride, padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.Conv2D(filters, 3, padding="same")(x)
    if stride != 1 or shortcut.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride)(shortcut)
    return layers.add([x, shortcut])

inputs = keras.Input((16, 16, 3))
x = inputs
for filters, stride in [(3, 1), (8, 2)]:
    x = residual_block(x, filters, stride)
x = layers.GlobalAveragePooling2D()(x)
outputs = layers.Dense(2)(x)
model = keras.Model(inputs, outputs)
"""


def test_a_block_asks_for_shapes_and_takes_another_way():
    found = reads(RESIDUAL)
    assert found["add"] == ("conv2d_1", "input")
    assert found["add_1"] == ("conv2d_3", "conv2d_4")
    assert found["conv2d_4"] == ("add",)
    opened = read(RESIDUAL)
    assert measure(opened.network, opened.signature).layers[-1].shape == (2,)


def test_sums_of_layers_and_shapes_in_a_function_of_a_function():
    code = """
import keras
from keras import layers
def feed_forward(x, factor):
    width = x.shape[-1]
    hidden = layers.Dense(width * factor, activation="gelu")(x)
    return layers.Dense(width)(hidden)
def encoder(x, heads=2):
    norm = lambda_free = layers.LayerNormalization(epsilon=1e-6)(x)
    x = x + layers.MultiHeadAttention(num_heads=heads, key_dim=x.shape[2] // heads)(norm, norm)
    return x + feed_forward(layers.LayerNormalization()(x), factor=4)
inputs = keras.Input(shape=(10, 8))
x = inputs
for _ in range(2):
    x = encoder(x)
model = keras.Model(inputs, x)
"""
    found = {name: params for name, _, params in layers(code)}
    assert found["dense"]["units"] == 32
    assert found["multi_head_attention"]["key_dim"] == 4
    assert [name for name in found if name.startswith("add")] == ["add", "add_1", "add_2", "add_3"]


CASES = {
    "a loop over something unknown": (
        "for size in sizes: model.add(keras.layers.Dense(size))", r"line 4\), received|line 4"),
    "a condition that is not known": (
        "if deep: model.add(keras.layers.Dense(3))", "changed in a condition"),
    "a function that calls itself": (
        "def more(n):\n    model.add(keras.layers.Dense(n))\n    more(n - 1)\nmore(3)",
        "line 6: functions that do not call themselves, received 'more'"),
    "too few arguments": ("def two(a, b): return a\nmodel.add(two(1))", "the arguments of 'two'"),
    "an argument that is not known": (
        "model.add(keras.layers.Dense(len(names)))", "'units' of Dense as plain code"),
    "a list without end": (
        "a = []\nfor i in range(200):\n    for j in range(200): a.append(i)",
        "at most 256 elements"),
    "lists in lists without end": (
        "a = [1] * 200\nb = [a] * 200\nc = {'x': b, 'y': b}\nd = {}\nd['x'] = a\n"
        "model.add(keras.layers.Dense([b, b, c, d]))",
        "a list of more than 256 elements \\(line 5\\)"),
    "a list that holds itself": (
        "a = []\nfor i in range(9): a.append(a)\nmodel.add(keras.layers.Dense(a))",
        "at most 256 elements"),
    "loops without end": (
        "def f():\n  for i in range(250):\n    for j in range(250):\n"
        "      for k in range(250): pass\nf()",
        "100,000 steps"),
    "layers without end": (
        "for i in range(250):\n  for j in range(9): model.add(keras.layers.Dense(1))",
        "at most 2,000 layers"),
    "something that is no layer": ("model.add(3)", "line 4: a layer"),
    "an unknown '**'": ("model.add(keras.layers.Dense(**known))", "the value of '\\*\\*'"),
    "an argument twice": ("model.add(keras.layers.Dense(2, units=3))", "every argument once"),
    "a way out that is not known": (
        "def grow():\n    if deep: return\n    model.add(keras.layers.Dense(3))\ngrow()",
        "changed in a condition"),
    "a break that is not known": (
        "for i in range(3):\n    model.add(keras.layers.Dense(3))\n    if stop: break",
        "changed in a loop"),
    "a value of a while": ("n = 1\nwhile n < 3: n += 1\nmodel.add(keras.layers.Dense(n))",
        "a loop \\(line 5\\)"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_plain_is_refused_with_its_line(case):
    lines, words = CASES[case]
    start = "import keras\nmodel = keras.Sequential()\nmodel.add(keras.Input((2,)))\n"
    with pytest.raises(OpenError, match=words):
        read(f"{start}{lines}\n")


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("4 if 2 > 1 else 5", 4),
        ("[2, 3, 4][-1]", 4),
        ("[2, 3, 4][1:][0]", 3),
        ("{'a': 7}['a']", 7),
        ("{'a': 7}.get('b', 8)", 8),
        ("max(2, 3) + min([4, 5]) - sum((1, 2))", 4),
        ("len('abcd') % 3 + 2**2 // 3", 2),
        ("int(7 / 2)", 3),
        ("int(3.7) + round(2.2) + abs(-1)", 6),
        ("[n for n in range(9) if n % 2 and n not in (1, 3)][0]", 5),
        ("[a * b for a in (2, 3) for b in (5, 7)][3]", 21),
        ("list(reversed([1, 2]))[0] + tuple(range(3))[2]", 4),
        ("sum([a for a, (b, c) in zip([1, 2], [(3, 4), (5, 6)]) if 3 <= b < 5 or not a])", 1),
        ("2 if None is None and 'x' in 'xyz'.split else 9", None),
        ("int('7')", None),
        ("10**10**10", None),
        ("'a' * 10**9", None),
        ("[0] * 10**9", None),
        ("(-8) ** 0.5", None),
        ("len([i for i in range(10**9)])", None),
        ("{}['a']", None),
        ("[1][5]", None),
        ("'{0.__class__}'.format(1)", None),
        ("f'{1:>999999999}'", None),
        ("__import__('os').getpid()", None),
        ("(lambda: 3)()", None),
    ],
)
def test_plain_values_are_worked_out_within_bounds(line, units):
    code = (
        f"import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense({line})])"
    )
    if units is not None:
        assert layer_values(read(code).network.layers[0])["units"] == units
        return
    with pytest.raises(OpenError, match="line 2: 'units' of Dense as plain code"):
        read(code)


def test_a_class_of_its_own_is_named():
    with pytest.raises(OpenError, match="the custom class 'Net'"):
        read("import keras\nclass Net(keras.Model):\n    pass\nmodel = Net()")


def test_a_layer_that_another_function_changes_is_frozen_as_the_code_says():
    code = """
import keras
def freeze(layer):
    layer.trainable = False
first = keras.layers.Dense(3, name="first")
freeze(first)
model = keras.Sequential([keras.Input((2,)), first, keras.layers.Dense(1)])
"""
    assert layers(code)[0] == ("first", "dense", {"units": 3, "trainable": False})


def test_names_of_a_function_are_its_own_and_those_around_it_are_seen():
    code = """
import keras
width = 5
def make(x):
    width = 7
    def inner(y):
        return keras.layers.Dense(width)(y)
    return inner(x)
inputs = keras.Input((2,))
model = keras.Model(inputs, keras.layers.Dense(width)(make(inputs)))
"""
    assert [params["units"] for _, _, params in layers(code)] == [7, 5]


def test_a_layer_that_is_used_again_is_looked_at_where_it_stands():
    code = """
import keras
inputs = keras.Input((4,))
same = keras.layers.Dense(4, name="same")
x = inputs
for _ in range(3):
    x = same(x)
model = keras.Model(inputs, keras.layers.Dense(1, name="end")(x))
"""
    assert reads(code) == {
        "same": ("input",), "same_1": ("same",), "same_2": ("same_1",), "end": ("same_2",),
    }  # fmt: skip
    assert read(code).unknown == ("Shared Dense",)


def test_several_outputs_in_code_are_refused_with_what_to_do():
    code = """
import keras
inputs = keras.Input((4,))
model = keras.Model(inputs, [keras.layers.Dense(1)(inputs), keras.layers.Dense(2)(inputs)])
"""
    with pytest.raises(OpenError, match=r"line 4: code for a model with one of .*to_json"):
        read(code)
