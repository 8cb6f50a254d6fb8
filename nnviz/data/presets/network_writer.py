"""NetworkWriter: builds a spec layer by layer, including blocks and branches."""

from collections import Counter

from nnviz.core.spec.network import LayerSpec, NetworkSpec, Value


class NetworkWriter:
    """Collects layers; each reads the one before it unless it is told what to read."""

    def __init__(self) -> None:
        self._layers: list[LayerSpec] = []
        self._named: Counter[str] = Counter()

    @property
    def last(self) -> str:
        """The id of the newest layer; `input` before there is one."""
        return self._layers[-1].id if self._layers else "input"

    def add(self, kind: str, *inputs: str, name: str = "", **params: Value) -> str:
        """Append a layer.

        Args:
            kind: Its kind in the catalogue.
            *inputs: Ids of the layers it reads; none means the newest.
            name: Its id; otherwise the kind and a number.
            **params: What differs from the kind's defaults.

        Returns:
            Its id.
        """
        self._named[kind] += 1
        layer_id = name or f"{kind}_{self._named[kind]}"
        self._layers.append(LayerSpec(id=layer_id, kind=kind, params=params, inputs=inputs))
        return layer_id

    def dense(self, units: int, activation: str = "relu", *, name: str = "") -> str:
        """Append a fully connected layer."""
        return self.add("dense", name=name, units=units, activation=activation)

    def output(self, units: int, activation: str) -> NetworkSpec:
        """Append a fully connected layer as the output, and return the network."""
        self.dense(units, activation, name="output")
        return self.network()

    def network(self) -> NetworkSpec:
        """Return the network, whose output is the newest layer."""
        return NetworkSpec(layers=tuple(self._layers))
