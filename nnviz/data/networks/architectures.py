"""Famous architectures to view: their layers, as Keras builds them, without weights.

The layers lie next to this file, one compressed JSON an architecture, written once by
`python -m nnviz.model.building.applications`; so a page shows them without Keras.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.network import NetworkSpec

FOLDER = Path(__file__).parent / "collection"
_KEPT = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an architecture before its layers are read.

    Attributes:
        name: Name in the collection and of its file.
        label: What it is called; also its name in `keras.applications`.
        family: Name of its family.
        year: When it was published.
        paper: Authors and title.
        idea: One sentence on what was new.
    """

    name: str
    label: str
    family: str
    year: int
    paper: str
    idea: str


@dataclass(frozen=True, slots=True)
class Architecture:
    """One architecture.

    Attributes:
        entry: Its name and origin.
        network: Its layers.
        signature: What it reads and predicts.
        parameters: All of its parameters, as Keras counts them.
    """

    entry: Entry
    network: NetworkSpec
    signature: DataSignature
    parameters: int


def _family(
    family: str, year: int, paper: str, idea: str, labels: tuple[str, ...]
) -> tuple[Entry, ...]:
    return tuple(Entry(label.lower(), label, family, year, paper, idea) for label in labels)


_FAMILIES = (
    _family(
        "ResNet", 2015,
        "He, Zhang, Ren and Sun: Deep residual learning for image recognition",
        "Every block adds to its input, so that even a hundred layers can be trained.",
        ("ResNet50", "ResNet101", "ResNet152"),
    ),
    _family(
        "ResNet V2", 2016,
        "He, Zhang, Ren and Sun: Identity mappings in deep residual networks",
        "Normalization and ReLU come before each convolution, and the shortcut stays clean.",
        ("ResNet50V2", "ResNet101V2", "ResNet152V2"),
    ),
    _family(
        "VGG", 2014,
        "Simonyan and Zisserman: Very deep convolutional networks for image recognition",
        "Nothing but small convolutions and pooling in sequence.",
        ("VGG16", "VGG19"),
    ),
    _family(
        "Inception", 2015,
        "Szegedy and others: Rethinking the Inception architecture for computer vision",
        "Every block applies kernels of several sizes in parallel and concatenates the results.",
        ("InceptionV3",),
    ),
    _family(
        "Inception", 2016,
        "Szegedy and others: Inception-v4, Inception-ResNet and the impact of residual connections",
        "Inception blocks with residual connections.",
        ("InceptionResNetV2",),
    ),
    _family(
        "Xception", 2016,
        "Chollet: Xception, deep learning with depthwise separable convolutions",
        "Spatial filtering and channel mixing are two separate steps.",
        ("Xception",),
    ),
    _family(
        "MobileNet", 2017,
        "Howard and others: MobileNets, efficient networks for mobile vision applications",
        "Only separable convolutions, small enough for a phone.",
        ("MobileNet",),
    ),
    _family(
        "MobileNet", 2018,
        "Sandler and others: MobileNetV2, inverted residuals and linear bottlenecks",
        "Inverted residual blocks: wide inside, with shortcuts between the narrow ends.",
        ("MobileNetV2",),
    ),
    _family(
        "MobileNet", 2019,
        "Howard and others: Searching for MobileNetV3",
        "Blocks found by architecture search, with gates that reweight the channels.",
        ("MobileNetV3Small", "MobileNetV3Large"),
    ),
    _family(
        "DenseNet", 2016,
        "Huang, Liu, van der Maaten and Weinberger: Densely connected convolutional networks",
        "Every layer reads the outputs of all earlier layers in its block.",
        ("DenseNet121", "DenseNet169", "DenseNet201"),
    ),
    _family(
        "NASNet", 2017,
        "Zoph and others: Learning transferable architectures for scalable image recognition",
        "Stacked cells found by architecture search; each reads the two cells before it.",
        ("NASNetMobile", "NASNetLarge"),
    ),
    _family(
        "EfficientNet", 2019,
        "Tan and Le: EfficientNet, rethinking model scaling for convolutional neural networks",
        "Depth, width and image size grow together by one scaling rule.",
        tuple(f"EfficientNetB{number}" for number in range(8)),
    ),
    _family(
        "EfficientNet V2", 2021,
        "Tan and Le: EfficientNetV2, smaller models and faster training",
        "Early blocks use plain convolutions, which train faster.",
        tuple(f"EfficientNetV2{name}" for name in ("B0", "B1", "B2", "B3", "S", "M", "L")),
    ),
    _family(
        "ConvNeXt", 2022,
        "Liu and others: A ConvNet for the 2020s",
        "A ResNet with ideas from transformers: large kernels, fewer activations, layer scale.",
        tuple(f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")),
    ),
)  # fmt: skip

ARCHITECTURES: Mapping[str, Entry] = MappingProxyType(
    {entry.name: entry for family in _FAMILIES for entry in family}
)
"""Every architecture of the collection by name."""


@lru_cache(maxsize=_KEPT)
def architecture(name: str) -> Architecture:
    """Return an architecture of the collection.

    Raises:
        SpecError: There is none of this name.
    """
    if name not in ARCHITECTURES:
        raise SpecError(f"an architecture such as {', '.join([*ARCHITECTURES][:3])}", f"'{name}'")
    fields = json.loads(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))
    shape, classes = tuple(fields["input_shape"]), fields["classes"]
    signature = DataSignature(shape, "multiclass", classes, "image")
    network = NetworkSpec.model_validate({"layers": fields["layers"]})
    return Architecture(ARCHITECTURES[name], network, signature, fields["parameters"])
