"""Which function's network is read, and what a layer reads that is given the same thing twice."""

import pytest

from nnviz.core.opening.source import read_source

FUNCTION = """
def {name}():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense({units})])
"""
NOTHING = """
def {name}():
    print("no network")
"""


def read(*parts):
    return read_source("\n".join(("import keras", *parts)).encode()).network


def test_of_functions_that_nobody_calls_the_last_one_that_makes_a_network_is_read():
    first, second = FUNCTION.format(name="a", units=1), FUNCTION.format(name="b", units=2)
    assert [layer.params["units"] for layer in read(first, second).layers] == [2]
    assert [layer.params["units"] for layer in read(second, first).layers] == [1]
    assert len(read(first, NOTHING.format(name="c")).layers) == 1


ATTENDING = """
start = keras.Input((4, 8))
other = keras.layers.Dense(8, name="other")(start)
made = keras.layers.{call}
model = keras.Model(start, made)
"""


@pytest.mark.parametrize(
    ("call", "reads"),
    [
        ("Attention()([start, start])", ("input",)),
        ("Attention()([start, start, start])", ("input",)),
        ("Attention()([start, other])", ("input", "other")),
        ("Attention()([start, other, other])", ("input", "other")),
        ("MultiHeadAttention(2, 4)(start, start)", ("input",)),
        ("MultiHeadAttention(2, 4)(start, other)", ("input", "other")),
    ],
)
def test_attention_of_a_sequence_to_itself_reads_it_once(call, reads):
    network = read(ATTENDING.format(call=call))
    assert network.sources(len(network.layers) - 1) == reads
