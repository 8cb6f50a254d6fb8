"""Random changes of pictures while training, and cutting and resizing them always."""

import re
from collections.abc import Callable
from typing import Any

from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, Values, shape_text
from nnviz.core.spec.params import Param


def _keeping(
    channels: tuple[int, ...],
) -> Callable[[Shape, dict[str, Any]], Inference | Misfit]:
    """Return the inference of a layer that keeps the size of pictures."""
    text = "other pictures while training, the same ones afterwards"

    def infer(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
        del values
        if channels and shape[-1] not in channels:
            allowed = " or ".join(map(str, channels))
            removed = Fix("Remove this layer", remove=True)
            return Misfit(f"pictures of {allowed} channels", f"{shape[-1]}", (removed,))
        return Inference(shape, 0, 0, text)

    return infer


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


def proportion(name: str, label: str, help_text: str, default: float = 0.1) -> Param:
    """Return a parameter that says how large a random change is at most."""
    return Param(name, label, default, help_text, low=0.0, high=0.9, step=0.05)


def _side(name: str, label: str) -> Param:
    return Param(name, label, 8, f"The {name} in pixels afterwards.", low=1, high=1024, step=1)


_FILL = Param(
    "fill_mode", "At the border", "reflect", "What is put where the picture has moved away.",
    choices=("reflect", "wrap", "constant", "nearest"), rare=True,
)  # fmt: skip
_SIZES = (_side("height", "Height"), _side("width", "Width"))
PIXELS = (("value_range", (0.0, 1.0)),)
"""What values of pixels are taken to lie between."""


def _chance(help_text: str) -> Param:
    return Param("factor", "Chance", 0.5, help_text, low=0.0, high=1.0, step=0.05)


def picture_kind(
    keras_name: str,
    label: str,
    params: tuple[Param, ...],
    sentence: str,
    formula: str,
    constants: tuple[tuple[str, Any], ...] = (),
    channels: tuple[int, ...] = (),
) -> LayerKind:
    """Return the kind of a layer that changes pictures at random and keeps their size.

    Args:
        keras_name: Its class; the kind's name follows from it.
        label: What it is called.
        params: Its parameters.
        sentence: What it does.
        formula: The same in LaTeX.
        constants: Further arguments of the class.
        channels: Numbers of channels that it takes; empty for any.
    """
    return LayerKind(
        name=re.sub(r"(?<=[a-z])(?=[A-Z])", "_", keras_name).lower(),
        label=label,
        category="augmentation",
        keras_name=keras_name,
        params=params,
        ranks=(3,),
        infer=_keeping(channels),
        sentence=sentence,
        formula=formula,
        constants=constants,
        seeded=True,
    )


AUGMENTATION = (
    picture_kind(
        "RandomFlip", "Random flip",
        (
            Param(
                "mode", "Direction", "horizontal", "Which way pictures are mirrored.",
                choices=("horizontal", "vertical", "horizontal_and_vertical"),
            ),
        ),
        "Mirrors pictures at random while training.", r"y_{i,j} = x_{i,-j} \text{ or } x_{i,j}",
    ),
    picture_kind(
        "RandomRotation", "Random rotation",
        (proportion("factor", "Turn", "Largest turn either way, as a share of a full one."), _FILL),
        "Turns pictures at random while training.", r"y_p = x_{R p}",
    ),
    picture_kind(
        "RandomZoom", "Random zoom",
        (proportion("height_factor", "Zoom", "Largest change of size, as a share of it."), _FILL),
        "Makes pictures larger or smaller at random while training.", r"y_p = x_{p / s}",
    ),
    picture_kind(
        "RandomTranslation", "Random shift",
        (
            proportion("height_factor", "Up and down", "Largest shift, as a share of the height."),
            proportion("width_factor", "Sideways", "Largest shift, as a share of the width."),
            _FILL,
        ),
        "Shifts pictures at random while training.", r"y_p = x_{p - d}",
    ),
    picture_kind(
        "RandomShear", "Random shear",
        (
            proportion("x_factor", "Sideways", "How far rows slide at most, as a share."),
            proportion("y_factor", "Up and down", "How far columns slide at most, as a share."),
            _FILL,
        ),
        "Slants pictures at random while training.",
        r"y_p = x_{S p},\quad S = \begin{pmatrix} 1 & a \\ b & 1 \end{pmatrix}",
    ),
    picture_kind(
        "RandomPerspective", "Random perspective",
        (
            _chance("How likely a picture is changed, at most."),
            proportion("scale", "Shift of the corners", "How far corners move at most.", 0.3),
        ),
        "Looks at pictures from the side, at random, while training.",
        r"y_p = x_{q},\quad q = \frac{A p + b}{c \cdot p + 1}",
    ),
    picture_kind(
        "RandomElasticTransform", "Random bending",
        (
            _chance("How likely a picture is changed, at most."),
            Param(
                "scale", "Bending", 1.0, "How strongly pictures are bent at most.",
                low=0.0, high=1.0, step=0.05,
            ),
            _FILL,
        ),
        "Bends pictures as if drawn on rubber, at random, while training.",
        r"y_p = x_{p + d(p)},\quad d \text{ smooth and random}",
    ),
    picture_kind(
        "RandomErasing", "Random erasing",
        (_chance("How likely a picture loses a patch, at most."),),
        "Replaces a random patch of pictures by noise while training.",
        r"y_p = \varepsilon_p \text{ in a patch, } x_p \text{ elsewhere}", PIXELS,
    ),
    picture_kind(
        "RandomGaussianBlur", "Random blur",
        (
            _chance("How likely a picture is blurred, at most."),
            Param(
                "sigma", "Blur", 1.0, "Largest spread of the blur, in pixels.",
                low=0.1, high=1.0, step=0.1,
            ),
        ),
        "Blurs pictures at random while training.",
        r"y = G_\sigma * x", (("kernel_size", 3), *PIXELS),
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
