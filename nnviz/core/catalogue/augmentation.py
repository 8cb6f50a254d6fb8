"""Random changes of pictures while training, and cutting and resizing them always."""

from typing import Any

from nnviz.core.kinds import Fix, Inference, LayerKind, Misfit, Shape, Values, shape_text
from nnviz.core.params import Param


def _same(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "other pictures while training, the same ones afterwards")


def _resizing(shape: Shape, values: dict[str, Any]) -> Inference:
    size = (values["height"], values["width"])
    return Inference(
        (*size, shape[-1]), 0, 0, f"{shape_text(shape[:2])} becomes {shape_text(size)}"
    )


def _crop(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    size = (values["height"], values["width"])
    if shape[0] < size[0] or shape[1] < size[1]:
        fits: Values = {"height": min(shape[0], size[0]), "width": min(shape[1], size[1])}
        return Misfit(
            f"a picture of at least {shape_text(size)}",
            shape_text(shape[:2]),
            (Fix("Cut nothing off", fits), Fix("Remove this layer", remove=True)),
        )
    return _resizing(shape, values)


def _share(name: str, label: str, help_text: str, default: float = 0.1) -> Param:
    return Param(name, label, default, help_text, low=0.0, high=0.9, step=0.05)


def _side(name: str, label: str) -> Param:
    return Param(name, label, 8, f"The {name} in pixels afterwards.", low=1, high=1024, step=1)


_FILL = Param(
    "fill_mode", "At the border", "reflect", "What is put where the picture has moved away.",
    choices=("reflect", "wrap", "constant", "nearest"), rare=True,
)  # fmt: skip
_SIZES = (_side("height", "Height"), _side("width", "Width"))
_RANGE = (("value_range", (0.0, 1.0)),)


def _kind(
    keras_name: str,
    label: str,
    params: tuple[Param, ...],
    sentence: str,
    formula: str,
    constants: tuple[tuple[str, Any], ...] = (),
) -> LayerKind:
    return LayerKind(
        name=keras_name.replace("Random", "random_").lower(),
        label=label,
        category="augmentation",
        keras_name=keras_name,
        params=params,
        ranks=(3,),
        infer=_same,
        sentence=sentence,
        formula=formula,
        constants=constants,
        seeded=True,
    )


AUGMENTATION = (
    _kind(
        "RandomFlip", "Random flip",
        (
            Param(
                "mode", "Direction", "horizontal", "Which way pictures are mirrored.",
                choices=("horizontal", "vertical", "horizontal_and_vertical"),
            ),
        ),
        "Mirrors pictures at random while training.", r"y_{i,j} = x_{i,-j} \text{ or } x_{i,j}",
    ),
    _kind(
        "RandomRotation", "Random rotation",
        (_share("factor", "Turn", "Largest turn either way, as a share of a full one."), _FILL),
        "Turns pictures at random while training.", r"y_p = x_{R p}",
    ),
    _kind(
        "RandomZoom", "Random zoom",
        (_share("height_factor", "Zoom", "Largest change of size, as a share of it."), _FILL),
        "Makes pictures larger or smaller at random while training.", r"y_p = x_{p / s}",
    ),
    _kind(
        "RandomTranslation", "Random shift",
        (
            _share("height_factor", "Up and down", "Largest shift, as a share of the height."),
            _share("width_factor", "Sideways", "Largest shift, as a share of the width."),
            _FILL,
        ),
        "Shifts pictures at random while training.", r"y_p = x_{p - d}",
    ),
    _kind(
        "RandomContrast", "Random contrast",
        (_share("factor", "Contrast", "Largest change of the contrast, as a share of it."),),
        "Changes the contrast of pictures at random while training.",
        r"y = (x - \mu)\,c + \mu", _RANGE,
    ),
    _kind(
        "RandomBrightness", "Random brightness",
        (_share("factor", "Brightness", "Largest change of the brightness, as a share of it."),),
        "Makes pictures darker or brighter at random while training.", r"y = x + b", _RANGE,
    ),
    LayerKind(
        name="random_crop",
        label="Random crop",
        category="augmentation",
        keras_name="RandomCrop",
        params=_SIZES,
        ranks=(3,),
        infer=_crop,
        sentence="Cuts a random part out of every picture while training, the middle afterwards.",
        formula=r"y_p = x_{p + a},\quad a \text{ random}",
        seeded=True,
    ),
    LayerKind(
        name="center_crop",
        label="Middle crop",
        category="augmentation",
        keras_name="CenterCrop",
        params=_SIZES,
        ranks=(3,),
        infer=_crop,
        sentence="Cuts the middle out of every picture.",
        formula=r"y_p = x_{p + a}",
    ),
    LayerKind(
        name="resizing",
        label="Resizing",
        category="augmentation",
        keras_name="Resizing",
        params=(
            *_SIZES,
            Param(
                "interpolation", "In between", "bilinear", "How values between pixels are found.",
                choices=("bilinear", "nearest", "bicubic"),
            ),
        ),
        ranks=(3,),
        infer=_resizing,
        sentence="Gives every picture another size.",
        formula=r"y_p = x_{s p}",
    ),
)  # fmt: skip
"""Layers that change pictures."""
