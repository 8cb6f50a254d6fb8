"""`keras.applications` as specs: `python -m nnviz.model.building.applications [NAME ...]`.

Each is built without weights (in a scope in which variables have shapes only, so that the largest
takes a second and no memory), translated layer by layer, compared with Keras and written beside
`nnviz.data.networks.architectures`.
"""

import gzip
import json
import sys
from typing import TYPE_CHECKING

from nnviz.core.errors import SpecError
from nnviz.core.shapes.shapes import measure
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import NetworkSpec
from nnviz.data.networks.architectures import ARCHITECTURES, FOLDER
from nnviz.model.building.reading import spec_of

if TYPE_CHECKING:
    import keras

_SIDE = 224
"""Width and height of images for networks that take any."""


def keras_model(label: str) -> "keras.Model":
    """Build a network of `keras.applications` without weights.

    Args:
        label: Its name there.

    Returns:
        A model that has shapes and counts but cannot compute.
    """
    import keras

    anything = label.startswith("MobileNetV3")
    options = {"input_shape": (_SIDE, _SIDE, 3)} if anything else {}
    with keras.StatelessScope(initialize_variables=False):
        return getattr(keras.applications, label)(weights=None, **options)


def compared(network: NetworkSpec, model: "keras.Model") -> None:
    """Check a translation: shapes that fit, the same parameters and the same output.

    Raises:
        SpecError: Something differs from Keras.
    """
    shapes = measure(network, signature_of(model))
    if shapes.problems:
        raise SpecError(f"'{shapes.problems[0].layer}' to fit", str(shapes.problems[0]))
    if shapes.parameters != model.count_params():
        raise SpecError(f"{model.count_params():,} parameters", f"{shapes.parameters:,}")
    if shapes.layers[-1].shape != tuple(model.output_shape[1:]):
        raise SpecError(f"an output of {model.output_shape[1:]}", f"{shapes.layers[-1].shape}")


def signature_of(model: "keras.Model") -> DataSignature:
    """Return what a model for images reads and predicts."""
    return DataSignature(
        tuple(model.input_shape[1:]), "multiclass", model.output_shape[-1], "image"
    )


def packed(network: NetworkSpec, model: "keras.Model") -> bytes:
    """Return the compressed JSON of an architecture, the same bytes for the same network."""
    fields = {
        "input_shape": model.input_shape[1:],
        "classes": model.output_shape[-1],
        "parameters": model.count_params(),
        **network.model_dump(mode="json", exclude_defaults=True),
    }
    text = json.dumps(fields, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def write(name: str) -> int:
    """Make one architecture's file and return its bytes.

    Raises:
        SpecError: The catalogue cannot say what Keras built.
    """
    import keras

    # Numbers in the names of layers begin again, so that every file comes out the same again.
    keras.utils.clear_session(free_memory=False)
    model = keras_model(ARCHITECTURES[name].label)
    network = spec_of(model)
    compared(network, model)
    FOLDER.mkdir(exist_ok=True)
    data = packed(network, model)
    (FOLDER / f"{name}.json.gz").write_bytes(data)
    return len(data)


def main(names: list[str]) -> None:
    """Make the files of these architectures, of all when none is named."""
    for name in names or ARCHITECTURES:
        size = write(name)
        sys.stdout.write(f"{name}: {size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1:])
