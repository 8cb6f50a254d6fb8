"""Random changes of images during training, and cropping and resizing them always."""

import re
from collections.abc import Callable
from typing import Any

from nnviz.core.spec.kinds import Fix, Inference, LayerKind, Misfit, Shape, Values, shape_text
from nnviz.core.spec.params import Param


def _keeping(
    channels: tuple[int, ...],
) -> Callable[[Shape, dict[str, Any]], Inference | Misfit]:
    """Return the inference of a layer that keeps the size of images."""
    text = "random changes during training, none afterwards"

    def infer(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
        del values
        if channels and shape[-1] not in channels:
            allowed = " or ".join(map(str, channels))
            removed = Fix("Remove this layer", remove=True)
            return Misfit(f"images with {allowed} channels", f"{shape[-1]}", (removed,))
        return Inference(shape, 0, 0, text)

    return infer


def _resizing(shape: Shape, values: dict[str, Any]) -> Inference:
    size = (values["height"], values["width"])
    return Inference(
        (*size, shape[-1]), 0, 0, f"{shape_text(shape[:2])} becomes {shape_text(size)} pixels"
    )


def _crop(shape: Shape, values: dict[str, Any]) -> Inference | Misfit:
    size = (values["height"], values["width"])
    if shape[0] < size[0] or shape[1] < size[1]:
        fits: Values = {"height": min(shape[0], size[0]), "width": min(shape[1], size[1])}
        return Misfit(
            f"an image of at least {shape_text(size)} pixels",
            shape_text(shape[:2]),
            (Fix("Crop nothing", fits), Fix("Remove this layer", remove=True)),
        )
    return _resizing(shape, values)


def proportion(name: str, label: str, help_text: str, default: float = 0.1) -> Param:
    """Return a parameter that says how large a random change is at most."""
    return Param(name, label, default, help_text, low=0.0, high=0.9, step=0.05)


def _side(name: str, label: str) -> Param:
    return Param(name, label, 8, f"{label} of the output in pixels.", low=1, high=1024, step=1)


_FILL = Param(
    "fill_mode", "Border", "reflect", "How to fill the pixels that the image no longer covers.",
    choices=("reflect", "wrap", "constant", "nearest"), rare=True,
)  # fmt: skip
_SIZES = (_side("height", "Height"), _side("width", "Width"))
PIXELS = (("value_range", (0.0, 1.0)),)
"""What values of pixels are taken to lie between."""


def _chance(help_text: str) -> Param:
    return Param("factor", "Probability", 0.5, help_text, low=0.0, high=1.0, step=0.05)


def picture_kind(
    keras_name: str,
    label: str,
    params: tuple[Param, ...],
    sentence: str,
    formula: str,
    constants: tuple[tuple[str, Any], ...] = (),
    channels: tuple[int, ...] = (),
) -> LayerKind:
    """Return the kind of a layer that changes images at random and keeps their size.

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
                "mode", "Direction", "horizontal", "Along which axis to mirror.",
                choices=("horizontal", "vertical", "horizontal_and_vertical"),
            ),
        ),
        "Mirrors images at random during training.", r"y_{i,j} = x_{i,-j} \text{ or } x_{i,j}",
    ),
    picture_kind(
        "RandomRotation", "Random rotation",
        (proportion("factor", "Turn",
        "Largest rotation in either direction, as a fraction of a full turn."), _FILL),
        "Rotates images at random during training.", r"y_p = x_{R p}",
    ),
    picture_kind(
        "RandomZoom", "Random zoom",
        (proportion("height_factor", "Zoom", "Largest relative change in size."), _FILL),
        "Zooms into or out of images at random during training.", r"y_p = x_{p / s}",
    ),
    picture_kind(
        "RandomTranslation", "Random shift",
        (
            proportion("height_factor", "Vertical", "Largest shift, as a fraction of the height."),
            proportion("width_factor", "Horizontal", "Largest shift, as a fraction of the width."),
            _FILL,
        ),
        "Shifts images at random during training.", r"y_p = x_{p - d}",
    ),
    picture_kind(
        "RandomShear", "Random shear",
        (
            proportion("x_factor", "Horizontal", "Largest horizontal shear."),
            proportion("y_factor", "Vertical", "Largest vertical shear."),
            _FILL,
        ),
        "Shears images at random during training.",
        r"y_p = x_{S p},\quad S = \begin{pmatrix} 1 & a \\ b & 1 \end{pmatrix}",
    ),
    picture_kind(
        "RandomPerspective", "Random perspective",
        (
            _chance("Largest probability of changing an image."),
            proportion("scale", "Corner shift", "How far the corners move at most.", 0.3),
        ),
        "Changes the perspective of images at random during training.",
        r"y_p = x_{q},\quad q = \frac{A p + b}{c \cdot p + 1}",
    ),
    picture_kind(
        "RandomElasticTransform", "Random elastic transform",
        (
            _chance("Largest probability of changing an image."),
            Param(
                "scale", "Strength", 1.0, "Largest strength of the distortion.",
                low=0.0, high=1.0, step=0.05,
            ),
            _FILL,
        ),
        "Distorts images at random during training, as if they were printed on rubber.",
        r"y_p = x_{p + d(p)},\quad d \text{ smooth and random}",
    ),
    picture_kind(
        "RandomErasing", "Random erasing",
        (_chance("Largest probability of erasing a patch."),),
        "Replaces a random patch of images with noise during training.",
        r"y_p = \varepsilon_p \text{ in a patch, } x_p \text{ elsewhere}", PIXELS,
    ),
    picture_kind(
        "RandomGaussianBlur", "Random Gaussian blur",
        (
            _chance("Largest probability of blurring an image."),
            Param(
                "sigma", "Blur", 1.0, "Largest standard deviation of the blur, in pixels.",
                low=0.1, high=1.0, step=0.1,
            ),
        ),
        "Blurs images at random during training.",
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
        sentence="Crops every image at a random position during training, at the centre "
        "afterwards.",
        formula=r"y_p = x_{p + a},\quad a \text{ random}",
        seeded=True,
    ),
    LayerKind(
        name="center_crop",
        label="Centre crop",
        category="augmentation",
        keras_name="CenterCrop",
        params=_SIZES,
        ranks=(3,),
        infer=_crop,
        sentence="Crops every image to its centre.",
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
                "interpolation", "Interpolation", "bilinear",
                "How to compute values between pixels.",
                choices=("bilinear", "nearest", "bicubic"),
            ),
        ),
        ranks=(3,),
        infer=_resizing,
        sentence="Resizes every image.",
        formula=r"y_p = x_{s p}",
    ),
)  # fmt: skip
"""Layers that change images."""
