"""Networks written down layer by layer."""

from nnviz.core.spec.network import LayerSpec
from nnviz.data.presets.network_writer import NetworkWriter


def test_layers_are_numbered_by_kind_and_read_the_newest_unless_told():
    net = NetworkWriter()
    assert net.last == "input"
    first = net.dense(3)
    net.add("dense", name="own", units=2)
    net.add("add", first, net.last)
    network = net.output(1, "sigmoid")
    assert [layer.id for layer in network.layers] == ["dense_1", "own", "add_1", "output"]
    assert network.layers[2] == LayerSpec(id="add_1", kind="add", inputs=("dense_1", "own"))
    assert network.sources(3) == ("add_1",)
