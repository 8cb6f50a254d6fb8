"""Blocks that read images."""

from typing import Any

from nnviz.core.blocks.block import Block, Draft
from nnviz.core.spec.kinds import Fix, Misfit, Shape, shape_text
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.core.spec.params import Param

_NORMALISED = Param(
    "normalized", "Normalize", True, "Whether batch normalization follows each convolution."
)
_FILTERS = Param(
    "filters", "Filters", 8, "How many feature maps the block outputs.", low=1, high=512, step=1
)
_CONVOLUTIONS = Param(
    "convolutions", "Convolutions", 2, "How many convolutions the block has.",
    low=1, high=4, step=1,
)  # fmt: skip


def _convolved(draft: Draft, name: str, values: dict[str, Any], **options: Any) -> str:  # noqa: ANN401
    """Add a convolution and its normalization; `options` are those of the convolution."""
    draft.add("conv2d", name, **{"padding": "same", **options})
    return draft.add("batch_normalization", f"{name}_norm") if values["normalized"] else draft.last


def _residual(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    filters, stride, start = values["filters"], values["strides"], draft.last
    _convolved(
        draft, "conv1", values, filters=filters, kernel_size=values["kernel_size"], strides=stride
    )
    draft.add("activation", "relu1")
    changed = _convolved(draft, "conv2", values, filters=filters, kernel_size=values["kernel_size"])
    shortcut = draft.last = start
    if filters != shapes[0][-1] or stride > 1:
        shortcut = _convolved(
            draft, "shortcut", values, filters=filters, kernel_size=1, strides=stride
        )
    draft.add("add", "add", changed, shortcut)
    draft.add("activation", "relu2")


def _inception(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    del shapes
    filters, fewer = values["filters"], values["reduced"]
    start = draft.last
    small = {"padding": "same", "activation": "relu", "kernel_size": 1}
    ends = [draft.add("conv2d", "one", start, filters=filters, **small)]
    for name, size in (("three", 3), ("five", 5)):
        draft.add("conv2d", f"{name}_reduce", start, filters=fewer, **small)
        ends.append(draft.add("conv2d", name, filters=filters, **{**small, "kernel_size": size}))
    draft.add("max_pooling2d", "pool", start, pool_size=3, strides=1, padding="same")
    ends.append(draft.add("conv2d", "pool_mix", filters=filters, **small))
    draft.add("concatenate", "join", *ends)


def _dense(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    del shapes
    for number in range(1, values["layers"] + 1):
        before = draft.last
        draft.add("batch_normalization", f"norm{number}")
        draft.add("activation", f"relu{number}")
        new = draft.add("conv2d", f"conv{number}", filters=values["growth"], padding="same")
        draft.add("concatenate", f"join{number}", before, new)


def _squeeze_excite(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> None:
    start, channels = draft.last, shapes[0][-1]
    draft.add("global_average_pooling2d", "squeeze", keepdims=True)
    fewer = max(1, channels // values["ratio"])
    draft.add("dense", "fewer", units=fewer, activation="relu")
    gate = draft.add("dense", "gate", units=channels, activation="sigmoid")
    draft.add("multiply", "scale", start, gate)


def _several(draft: Draft, values: dict[str, Any]) -> None:
    for number in range(1, values["convolutions"] + 1):
        _convolved(draft, f"conv{number}", values, filters=values["filters"])
        draft.add("activation", f"relu{number}")


def _encoder(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> Misfit | None:
    if min(shapes[0][:2]) < 2:
        return Misfit("at least 2 \u00d7 2 positions to halve", shape_text(shapes[0][:2]))
    _several(draft, values)
    draft.add("max_pooling2d", "halve")
    return None


def _decoder(draft: Draft, shapes: tuple[Shape, ...], values: dict[str, Any]) -> Misfit | None:
    larger = (2 * shapes[0][0], 2 * shapes[0][1])
    if len(shapes) > 1 and shapes[1][:2] != larger:
        return Misfit(
            f"a second input of {shape_text(larger)} positions, twice the size of the first",
            shape_text(shapes[1][:2]),
            (Fix("Use only the first", inputs=draft.sources[:1]),),
        )
    grown = draft.add(
        "conv2d_transpose", "double", filters=values["filters"], kernel_size=2, strides=2
    )
    if len(shapes) > 1:
        draft.add("concatenate", "join", grown, draft.sources[1])
    _several(draft, values)
    return None


PICTURE_BLOCKS = (
    Block(
        name="residual",
        label="Residual block",
        params=(
            _FILTERS,
            Param(
                "kernel_size", "Kernel size", 3, "Side of the patch that a filter sees.",
                low=1, high=9, step=1,
            ),
            Param("strides", "Stride", 1, "2 halves the height and width.", low=1, high=4, step=1),
            _NORMALISED,
        ),
        rank=3,
        make=_residual,
        sentence="Learns a residual to add to its input, so that even deep stacks can be trained.",
        formula=r"y = \operatorname{ReLU}\big(x + F(x)\big)",
        source="He, Zhang, Ren and Sun: Deep residual learning for image recognition, 2015",
    ),
    Block(
        name="inception",
        label="Inception block",
        params=(
            Param(
                "filters", "Filters per branch", 4, "How many feature maps each branch outputs.",
                low=1, high=256, step=1,
            ),
            Param(
                "reduced", "Bottleneck filters", 4,
                "To how many feature maps the input is reduced before the larger kernels.",
                low=1, high=256, step=1,
            ),
        ),
        rank=3,
        make=_inception,
        sentence="Applies kernels of several sizes in parallel and concatenates their outputs.",
        formula=r"y = [\,C_1(x),\ C_3(x),\ C_5(x),\ C_1(\max x)\,]",
        source="Szegedy and others: Going deeper with convolutions, 2014",
    ),
    Block(
        name="dense_block",
        label="Dense block",
        params=(
            Param(
                "layers", "Convolutions", 3, "How many convolutions the block has.",
                low=1, high=8, step=1,
            ),
            Param(
                "growth", "Growth", 4, "How many feature maps each convolution adds.",
                low=1, high=64, step=1,
            ),
        ),
        rank=3,
        make=_dense,
        sentence="Every convolution reads the outputs of all earlier ones and adds a few "
        "feature maps.",
        formula=r"x_{i+1} = [\,x_i,\ H_i(x_i)\,]",
        source="Huang, Liu, van der Maaten and Weinberger: Densely connected convolutional "
        "networks, 2016",
    ),
    Block(
        name="squeeze_excite",
        label="Squeeze and excite",
        params=(
            Param(
                "ratio", "Reduction", 4, "Factor by which the bottleneck is narrower.",
                low=1, high=64, step=1,
            ),
        ),
        rank=3,
        make=_squeeze_excite,
        sentence="Averages every feature map, then scales each one up or down.",
        formula=r"y_c = x_c \cdot \sigma\big(W_2 \operatorname{ReLU}(W_1 \bar x)\big)_c",
        source="Hu, Shen and Sun: Squeeze-and-excitation networks, 2017",
    ),
    Block(
        name="encoder",
        label="Encoder block",
        params=(_FILTERS, _CONVOLUTIONS, _NORMALISED),
        rank=3,
        make=_encoder,
        sentence="Detects patterns, then halves the height and width.",
        formula=r"y = \operatorname{maxpool}_2\big(\operatorname{ReLU}(W * x)\big)",
        source="Ronneberger, Fischer and Brox: U-Net, convolutional networks for biomedical "
        "image segmentation, 2015",
        example=(16, 16, 3),
    ),
    Block(
        name="decoder",
        label="Decoder block",
        params=(_FILTERS, _CONVOLUTIONS, _NORMALISED),
        rank=3,
        make=_decoder,
        sentence="Doubles the height and width again and adds the fine details from the encoder.",
        formula=r"y = \operatorname{ReLU}\big(W * [\,U x,\ s\,]\big)",
        source="Ronneberger, Fischer and Brox: U-Net, convolutional networks for biomedical "
        "image segmentation, 2015",
        inputs=(1, 2),
        before=(LayerSpec(id="below", kind="max_pooling2d", inputs=(INPUT,)),),
        reads=("below", INPUT),
    ),
)  # fmt: skip
"""Blocks for images."""
