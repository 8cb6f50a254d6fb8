"""What the usual names of Keras code stand for where the code does not import them."""

from typing import Any

from nnviz.core.catalogue.rules.shared_params import ACTIVATIONS, FURTHER_ACTIVATIONS
from nnviz.core.opening.signatures import signatures
from nnviz.core.opening.source_values import Dotted

_PACKAGES = {
    "keras": "keras", "tf": "tensorflow", "tensorflow": "tensorflow", "np": "numpy",
    "numpy": "numpy", "math": "math", "layers": "keras.layers", "models": "keras.models",
    "K": "keras.backend", "backend": "keras.backend", "ops": "keras.ops",
    "activations": "keras.activations", "regularizers": "keras.regularizers",
    "initializers": "keras.initializers", "optimizers": "keras.optimizers",
    "datasets": "keras.datasets", "applications": "keras.applications",
    "Sequential": "keras.Sequential", "Model": "keras.Model", "Input": "keras.Input",
    "tfk": "keras", "tfkl": "keras.layers", "functools": "functools",
    "partial": "functools.partial", "to_categorical": "keras.utils.to_categorical",
}  # fmt: skip
_ACTIVATION_NAMES = (*ACTIVATIONS, *FURTHER_ACTIVATIONS, "swish", "hard_swish", "relu")
_OLD_LAYERS = ("CuDNNLSTM", "CuDNNGRU", "ThresholdedReLU", "Merge", "TimeDistributedDense")
_MERGING = ("add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate", "dot")


def usual(name: str) -> Dotted | None:
    """Return what a name stands for in most Keras code; None where it is no such name."""
    if name in _PACKAGES:
        return Dotted(_PACKAGES[name])
    if name in signatures() or name in _OLD_LAYERS or name in _MERGING:
        return Dotted(f"keras.layers.{name}")
    if name in ("mnist", "fashion_mnist", "cifar10", "cifar100", "imdb", "reuters"):
        return Dotted(f"keras.datasets.{name}")
    return None


def below(owner: Dotted, name: str) -> Any:  # noqa: ANN401
    """Return a name inside a package; activations are known by their names, as in settings."""
    found = owner.below(name)
    path = found.keras or found.path
    for prefix in ("activations.", "tensorflow.nn.", "backend."):
        rest = path.removeprefix(prefix)
        if rest != path and rest in _ACTIVATION_NAMES:
            return rest
    if found.path in ("numpy.pi", "math.pi"):
        return 3.141592653589793
    return found
