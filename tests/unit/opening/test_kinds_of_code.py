"""Code as people have it: each kind with the number of parameters that Keras counts."""

import json

import pytest

from nnviz.core.errors import OpenError
from nnviz.core.opening.source import read_source
from nnviz.core.shapes.shapes import measure
from nnviz.model.opening.reading import read

TOP = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
"""


def counted(code: str, given=None) -> tuple[int, bool]:
    opened = read(code.encode(), given).opened
    shapes = measure(opened.network, opened.signature)
    assert shapes.problems == ()
    return shapes.parameters, shapes.at_least


WITHOUT_IMPORTS = {
    "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4)])": 12,
    "model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(4)])": 12,
    "model = Sequential()\nmodel.add(Dense(4, input_dim=2))\nmodel.add(Dense(1))": 17,
    "model = models.Sequential([layers.Dense(4, input_shape=(2,)), layers.Dense(1)])": 17,
    "i = Input((3,))\nm = Model(i, concatenate([Dense(2)(i), Dense(1)(i)]))": 12,
    "from keras.layers import *\nfrom keras.models import *\n"
    "m = Sequential([Dense(3, input_shape=(2,))])": 9,
    "m = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4), ...])": 12,
}
OLD_PLACES = {
    "from keras.models import Sequential\nfrom keras.layers.core import Dense, Dropout\n"
    "m = Sequential([Dense(4, input_shape=(3,)), Dropout(0.5), Dense(2)])": 26,
    "from tensorflow.python.keras.models import Sequential\n"
    "from tensorflow.python.keras.layers import Dense\n"
    "m = Sequential([Dense(4, input_shape=(3,))])": 16,
    "from keras.layers.convolutional import Conv2D\nfrom keras.layers.normalization import "
    "BatchNormalization\nfrom keras.layers.advanced_activations import LeakyReLU\n"
    "from keras.engine.topology import Input\nfrom keras.engine.training import Model\n"
    "i = Input((8, 8, 3))\n"
    "m = Model(i, LeakyReLU(alpha=0.1)(BatchNormalization()(Conv2D(4, 3)(i))))": 112 + 16,
    "from keras.layers.recurrent import LSTM\nfrom keras.layers.embeddings import Embedding\n"
    "from keras.layers.wrappers import Bidirectional\n"
    "m = keras.Sequential([Embedding(10, 4, input_length=5), Bidirectional(LSTM(3))])": 40 + 192,
    "from tensorflow.contrib.keras import layers as L\n"
    "m = keras.Sequential([L.Dense(3, input_shape=(2,))])": 9,
    "from keras.src.layers.core.dense import Dense\n"
    "m = keras.Sequential([Dense(3, input_dim=2)])": 9,
    "from tensorflow.keras.layers.experimental.preprocessing import Rescaling\n"
    "m = keras.Sequential([Rescaling(1./255, input_shape=(4,)), keras.layers.Dense(2)])": 10,
    "import tf_keras as keras\nm = keras.Sequential([keras.layers.Dense(3, input_shape=(2,))])": 9,
}
OLD_SPELLINGS = {
    "m = Sequential()\nm.add(Dense(output_dim=4, init='uniform', input_dim=2))": 12,
    "m = Sequential()\nm.add(Convolution2D(4, 3, 3, border_mode='same', input_shape=(8, 8, 1)))\n"
    "m.add(Dropout(p=0.5))": 40,
    "m = Sequential()\nm.add(Conv2D(filters=4, kernel_size=3, kernel_initializer='normal', "
    "input_shape=(8, 8, 1)))": 40,
    "m = Sequential()\nm.add(LSTM(4, inner_activation='sigmoid', input_shape=(5, 2)))": 112,
}
TYPED = {
    "%matplotlib inline\n!pip install -q \\\n  keras\n{}": 9,
    "{}\nmodel?\n": 9,
    "\ufeff{}": 9,
    "```python\n{}\n```\nThat is the model.": 9,
    "    {}": 9,
    "print 'Python 2'\n{}": 9,
    ">>> {}\n<Sequential name=sequential>\n>>> model.summary()\n... \nModel": 9,
    "In [1]: {}\nOut[1]: what": 9,
}
LINE = "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])"
FUNCTIONS = {
    "def deep(x, n):\n    return x if n == 0 else deep(layers.Dense(4)(x), n - 1)\n"
    "i = keras.Input((2,))\nm = keras.Model(i, deep(i, 3))": 52,
    "def make(inputs, classes):\n    return keras.Sequential([keras.Input((inputs,)), "
    "layers.Dense(classes)])\nmake(4, 3)": 15,
    "def make(inputs, *sizes, **more):\n    m = keras.Sequential([keras.Input((inputs,))])\n"
    "    for size in sizes: m.add(layers.Dense(size, **more))\n    return m\n"
    "m = make(2, 3, 4, use_bias=False)": 18,
    "class CFG:\n    size = 8\n    units = 2 * size\n"
    "m = keras.Sequential([keras.Input((CFG.size,)), layers.Dense(CFG.units)])": 144,
    "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int = 3\n    b: int = 4\n"
    "c = C(b=5)\nm = keras.Sequential([keras.Input((c.a,)), layers.Dense(c.b)])": 20,
    "class GAN:\n    def __init__(self, size=8):\n        self.size = size\n"
    "        self.generator = self.build()\n    def build(self):\n        m = keras.Sequential()\n"
    "        m.add(layers.Dense(16, input_dim=self.size))\n        m.add(layers.Dense(4))\n"
    "        return m\ngan = GAN()": 212,
    "class B:\n    @staticmethod\n    def make(n):\n"
    "        return keras.Sequential([keras.Input((2,)), layers.Dense(n)])\nm = B.make(3)": 9,
    "import math\nimport numpy as np\nm = keras.Sequential([keras.Input((3,)), "
    "layers.Dense(int(np.prod((4, 4)))), layers.Dense(int(math.sqrt(16)))])": 132,
    "size = (8, 8)\nm = keras.Sequential([keras.Input(shape=size + (3,)), layers.Flatten(), "
    "layers.Dense(2)])": 386,
    "m = keras.Sequential([layers.Dense(4), layers.Dense(1)])\nm.build(input_shape=(None, 3))": 21,
}
CLASSES = {
    "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
    "        self.a = layers.Dense(4, activation='relu')\n        self.b = layers.Dense(2)\n"
    "    def call(self, x):\n        return self.b(self.a(x))\n{}": 26,
    "class Net(tf.keras.Model):\n    def __init__(self, units=4, **kwargs):\n"
    "        super(Net, self).__init__(**kwargs)\n"
    "        self.blocks = [layers.Dense(units) for _ in range(2)]\n"
    "        self.drop = layers.Dropout(0.5)\n    @tf.function\n"
    "    def call(self, inputs, training=False):\n        x = inputs\n"
    "        for block in self.blocks:\n            x = block(x)\n        if training:\n"
    "            x = self.drop(x, training=training)\n        return x\n{}": 36,
    "class Block(layers.Layer):\n    def __init__(self, units):\n        super().__init__()\n"
    "        self.inside = keras.Sequential([layers.Dense(units), layers.Dense(units)])\n"
    "        self.norm = layers.LayerNormalization()\n"
    "    def call(self, x):\n        return self.norm(x + self.inside(x))\n"
    "class Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
    "        self.a = Block(3)\n    def call(self, x):\n        return self.a(x)\n{}": 12 + 12 + 6,
}
STARTS = ("model = Net()\nmodel.build((None, 3))", "model = Net()\nmodel(tf.zeros((1, 3)))",
          "i = keras.Input((3,))\nmodel = keras.Model(i, Net()(i))")  # fmt: skip
PARTS = {
    "i = keras.Input((4,))\nx = layers.Dense(3, name='code')(i)\n"
    "whole = keras.Model(i, layers.Dense(4)(x))\n"
    "encoder = keras.Model(whole.input, whole.get_layer('code').output)": 15,
    "s = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(2)])\n"
    "m = keras.Model(s.input, s.layers[-2].output)": 15,
    "a = keras.Input((2,), name='x')\nfirst = keras.Model(a, layers.Dense(1, name='out')(a))\n"
    "b = keras.Input((2,), name='x')\nsecond = keras.Model(b, layers.Dense(3, name='out')(b))": 9,
    "m = keras.Sequential([keras.Input((2,)), layers.Dense(3, activation=layers.LeakyReLU()), "
    "layers.Dense(1)])": 13,
    "i = keras.Input((4,))\nm = keras.Model(i, layers.Dense(2)(i / 255.0))": 10,
    "i = keras.Input((4,))\nm = keras.Model(i, layers.Dense(2)(1 - (i - 0.5) * 2))": 10,
    "from keras import ops\ni = keras.Input((4,))\nx = ops.relu(layers.Dense(3)(i))\n"
    "m = keras.Model(i, layers.Dense(2)(x))": 23,
    "i = keras.Input((5, 4))\nx = tf.reduce_mean(i, axis=1)\nx = tf.concat([x, x], -1)\n"
    "x = tf.expand_dims(x, 1)[:, 0]\nm = keras.Model(i, layers.Dense(2)(x))": 18,
    "m = keras.Sequential([keras.Input((2,)), layers.Lambda(lambda t: t * 2), layers.Dense(3)])": 9,
    "base = keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False)\n"
    "m = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(3)])": 2_261_827,
}
FROM_DATA = {
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y)\n"
    "m = keras.Sequential()\nm.add(layers.Dense(4, input_dim=X_train.shape[1]))\n"
    "m.add(layers.Dense(1))": 41,
    "m = keras.Sequential([layers.Dense(4), layers.Dense(1)])": 41,
    "m = keras.Sequential([keras.Input(shape=X.shape[1:]), layers.Dense(4), layers.Dense(1)])": 41,
    "m = keras.Sequential([keras.Input(shape=(len(data.columns),)), layers.Dense(4), "
    "layers.Dense(1)])": 41,
    "i = keras.Input(shape=(x_train.shape[-1],))\n"
    "m = keras.Model(i, layers.Dense(1)(layers.Dense(4)(i)))": 41,
}  # fmt: skip
KNOWN_DATA = {
    "(x, y), (x_test, y_test) = keras.datasets.cifar10.load_data()\n"
    "m = keras.Sequential([layers.Flatten(input_shape=x.shape[1:]), layers.Dense(10)])": 30_730,
    "from tensorflow.keras.datasets import mnist\n(a, b), _ = mnist.load_data()\n"
    "a = a.reshape(60000, 28 * 28).astype('float32') / 255\n"
    "m = keras.Sequential([layers.Dense(10, input_shape=(a.shape[1],))])": 7_850,
    "import numpy as np\nx = np.random.rand(100, 5)\n"
    "m = keras.Sequential([layers.Dense(2, input_shape=x.shape[1:])])": 12,
    "from sklearn.datasets import load_iris\nX = load_iris().data\n"
    "m = keras.Sequential([layers.Dense(2, input_shape=(X.shape[1],))])": 10,
}
VIEWED = {
    "a = keras.Input((2,))\nb = keras.Input((3,))\n"
    "m = keras.Model([a, b], layers.Dense(1)(layers.concatenate([a, b])))": 6,
    "u = keras.Input((1,))\nv = keras.Input((1,))\n"
    "a = layers.Flatten()(layers.Embedding(10, 4)(u))\n"
    "b = layers.Flatten()(layers.Embedding(20, 4)(v))\n"
    "m = keras.Model([u, v], layers.Dense(1)(layers.concatenate([a, b])))": 40 + 80 + 9,
    "a = keras.Input((2,))\nh = layers.Dense(4)(a)\n"
    "m = keras.Model(a, {'x': layers.Dense(1)(h), 'y': layers.Dense(2)(h)})": 27,
    "cnn = keras.Sequential([keras.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()])\n"
    "m = keras.Sequential([keras.Input((5, 8, 8, 1)), layers.TimeDistributed(cnn), "
    "layers.LSTM(4), layers.Dense(1)])": 1_257,
    "m = keras.Sequential([keras.Input((10,)), layers.Embedding(100, 8, mask_zero=True), "
    "layers.LSTM(4), layers.Dense(1)])": 1_013,
    "i = keras.Input((10, 3))\nk = keras.Input((10,))\n"
    "m = keras.Model([i, k], layers.LSTM(4)(i, mask=k))": 128,
    "e = keras.Input((10, 7))\ny, h, c = layers.LSTM(8, return_state=True)(e)\n"
    "m = keras.Model(e, layers.Dense(2)(h))": 530,
    "e = keras.Input((10, 7))\n_, h, c = layers.LSTM(8, return_state=True)(e)\n"
    "d = keras.Input((4, 7))\ny = layers.LSTM(8)(d, initial_state=[h, c])\n"
    "m = keras.Model([e, d], layers.Dense(2)(y))": 1_042,
    "m = keras.Sequential([keras.Input((100,)), layers.Dense(7 * 7 * 256, use_bias=False), "
    "layers.Reshape((7, 7, 256)), layers.Conv2DTranspose(1, 5, strides=2, padding='same')])":
        1_260_801,
    "m = keras.Sequential([keras.Input((50,)), layers.Embedding(200000, 100), "
    "layers.GlobalAveragePooling1D(), layers.Dense(1)])": 20_000_101,
    "m = keras.Sequential([keras.Input((5, 2)), layers.GRU(4, reset_after=False)])": 84,
    "m = keras.Sequential([keras.Input((5, 2)), layers.LSTM(4, use_bias=False)])": 96,
    "m = keras.Sequential([keras.Input((5, 2)), layers.RNN([layers.LSTMCell(4), "
    "layers.LSTMCell(3)]), layers.Dense(1)])": 212,
    "m = keras.Sequential([keras.Input((3, 8, 8)), layers.Conv2D(4, 3, "
    "data_format='channels_first')])": 112,
    "i = keras.Input((6, 8))\n"
    "m = keras.Model(i, layers.MultiHeadAttention(2, 4, value_dim=3)(i, i))":
        72 + 72 + 54 + 56,
}  # fmt: skip
NOTED = {
    "m = keras.Sequential([keras.Input((5, 2)), layers.LSTM(4, recurrent_dropout=0.2)])":
        ("the recurrent dropout of 'lstm'", 112),
    "m = keras.Sequential([keras.Input(batch_shape=(16, 10, 1)), layers.LSTM(8, stateful=True), "
    "layers.Dense(1)])": ("'lstm' keeps its state", 329),
    "i = keras.Input((4,))\nd = layers.Dense(1)(i)\n"
    "m = keras.Model(i, layers.Dropout(0.5)(d, training=True))":
        ("'dropout' also acts as in training", 5),
    "norm = layers.Normalization(axis=-1)\nnorm.adapt(x)\n"
    "m = keras.Sequential([keras.Input((3,)), norm, layers.Dense(1)])":
        ("what adapt finds in the data for 'normalization'", 11),
    "import numpy as np\nmatrix = np.zeros((100, 8))\nm = keras.Sequential([keras.Input((10,)), "
    "layers.Embedding(100, 8, weights=[matrix], trainable=False), layers.Flatten(), "
    "layers.Dense(1)])": ("the first weights of 'embedding'", 881),
    "m = keras.Sequential([keras.Input((2,)), layers.Dense(3)])\nm.load_weights('a.h5')":
        ("the weights that the code loads", 9),
}  # fmt: skip
UNRELATED = {
    "class Watch(keras.callbacks.Callback):\n    def __init__(self, data):\n"
    "        self.data = data\n": "watch = Watch(x_val)",
    "def show(one, two):\n    print(one, two)\nshow(*pairs[0])": "show(1)",
    "import pandas as pd\ndata = pd.read_csv('x.csv').dropna(axis=1)": "plt.plot(h.history['a'])",
    "layers.Dense(units_of_nobody)": "keras.layers.Dense(3, undefined_setting=what)",
    "@some.decorator\ndef f(): return 1\nf()": "with open('x') as f: f.read()",
}


@pytest.mark.parametrize("code", WITHOUT_IMPORTS)
def test_code_without_imports(code):
    assert counted(code) == (WITHOUT_IMPORTS[code], False)


@pytest.mark.parametrize("code", OLD_PLACES)
def test_layers_from_where_older_keras_kept_them(code):
    assert counted(code) == (OLD_PLACES[code], False)


@pytest.mark.parametrize("code", OLD_SPELLINGS)
def test_settings_as_older_keras_spelled_them(code):
    assert counted(code) == (OLD_SPELLINGS[code], False)


@pytest.mark.parametrize("form", TYPED)
def test_what_prompts_notebooks_and_pages_add(form):
    assert counted(form.format(LINE)) == (TYPED[form], False)


def test_typographic_characters_are_those_of_python():
    code = "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation=‘relu’)])"  # noqa: RUF001
    assert counted(code.replace(" ", "\u00a0")) == (9, False)
    with pytest.raises(OpenError, match="from line 1 on, with the character SNOWMAN"):
        counted("model \u2603 3")


def test_utf_16_is_text():
    assert read_source(LINE.encode("utf-16")).network.layers[0].kind == "dense"


def test_a_notebook_is_its_cells_of_code():
    cells = ["%%bash\nls", "not python at all", ["import keras\n", LINE, "\n"], "model.summary()"]
    made = [{"cell_type": "code", "source": cell, "outputs": [{"text": "x" * 2_000_000}]}
            for cell in cells]  # fmt: skip
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": "# Title"}, *made],
                       "nbformat": 4})  # fmt: skip
    assert counted(text) == (9, False)
    with pytest.raises(OpenError, match="a notebook with cells of Python code"):
        counted(json.dumps({"cells": [], "nbformat": 4}))


@pytest.mark.parametrize("code", FUNCTIONS)
def test_functions_classes_and_calculations(code):
    assert counted(TOP + code) == (FUNCTIONS[code], False)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("code", CLASSES)
def test_models_and_layers_of_classes_of_the_code(code, start):
    assert counted(TOP + code.format(start)) == (CLASSES[code], False)


def test_a_layer_whose_code_cannot_be_followed_is_drawn_grey():
    code = TOP + (
        "class Odd(layers.Layer):\n    def build(self, shape):\n"
        "        self.w = self.add_weight(shape=(shape[-1], 3))\n"
        "    def call(self, x):\n        return tf.matmul(x, self.w)\n"
        "model = keras.Sequential([keras.Input((4,)), layers.Dense(2), Odd()])"
    )
    opened = read_source(code.encode())
    shapes = measure(opened.network, opened.signature)
    assert (shapes.parameters, shapes.at_least) == (10, True)
    assert opened.unknown == ("Odd",)


@pytest.mark.parametrize("code", PARTS)
def test_parts_of_models_operations_and_names(code):
    assert counted(TOP + code) == (PARTS[code], False)


def test_a_frozen_application_learns_only_behind_itself():
    code = TOP + (
        "base = keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False)\n"
        "base.trainable = False\n"
        "m = keras.Sequential([base, layers.GlobalAveragePooling2D(), layers.Dense(3)])"
    )
    opened = read(code.encode()).opened
    shapes = measure(opened.network, opened.signature)
    assert shapes.parameters - shapes.fixed == 3_843
    assert opened.input_shape == (96, 96, 3)


@pytest.mark.parametrize("code", FROM_DATA)
def test_a_size_that_only_the_data_say_is_given(code):
    assert counted(TOP + code, (8,)) == (FROM_DATA[code], False)
    opened = read_source((TOP + code).encode())
    assert [each.kind for each in opened.network.layers] == ["dense", "dense"]
    assert "how large the input is" in opened.notes[0]


@pytest.mark.parametrize("code", KNOWN_DATA)
def test_shapes_of_known_arrays(code):
    assert counted(TOP + code) == (KNOWN_DATA[code], False)


@pytest.mark.parametrize(
    ("code", "count", "shape"),
    [
        ("layers.Embedding(1000, 16), layers.GlobalAveragePooling1D(), layers.Dense(1)",
         16_017, (32,)),
        ("layers.Embedding(1000, 16, input_length=20), layers.Flatten(), layers.Dense(1)",
         16_321, (20,)),
    ],
)  # fmt: skip
def test_an_embedding_in_front_reads_token_numbers(code, count, shape):
    opened = read_source(f"{TOP}m = keras.Sequential([{code}])".encode())
    assert measure(opened.network, opened.signature).parameters == count
    assert (opened.input_shape, opened.tokens) == (shape, 1000)


@pytest.mark.parametrize("code", VIEWED)
def test_what_can_only_be_viewed_is_counted(code):
    assert counted(TOP + code) == (VIEWED[code], False)
    assert read_source((TOP + code).encode()).untrained


@pytest.mark.parametrize("code", NOTED)
def test_what_is_left_out_is_noted(code):
    words, count = NOTED[code]
    assert counted(TOP + code) == (count, False)
    opened = read_source((TOP + code).encode())
    assert words in "; ".join(opened.notes)
    assert not opened.unknown


@pytest.mark.parametrize("before", UNRELATED)
def test_lines_that_are_not_about_the_network_are_passed_over(before):
    code = f"{TOP}{before}\n{LINE}\n{UNRELATED[before]}\n"
    assert counted(code) == (9, False)


def test_a_function_that_waits_for_its_arguments_is_named():
    code = f"{TOP}def make(inputs, classes):\n    return keras.Sequential([keras.Input((inputs,))])"
    with pytest.raises(OpenError, match=r"make\(inputs, classes\).*such as make\(4, 3\)"):
        read_source(code.encode())


def test_two_layers_of_one_name_in_one_model_are_refused():
    code = f"{TOP}i = keras.Input((2,))\nx = layers.Dense(2, name='a')(i)\n"
    with pytest.raises(OpenError, match="unique names, received 'a' twice"):
        read_source(f"{code}m = keras.Model(i, layers.Dense(2, name='a')(x))".encode())
