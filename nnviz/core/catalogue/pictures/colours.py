"""Changes of brightness and colour of pictures; pixels lie between 0 and 1.

Most happen at random and while training only, so that a network learns not to rely on the light.
"""

from typing import Any

from nnviz.core.catalogue.pictures.augmentation import PIXELS, picture_kind, proportion
from nnviz.core.spec.kinds import Inference, LayerKind, Shape
from nnviz.core.spec.params import Param

_RGB = (3,)
"""Channels of a picture that has colours."""


def _stretched(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "other values at the same places, nothing to learn")


def _to_one(name: str, label: str, default: float, help_text: str) -> Param:
    return Param(name, label, default, help_text, low=0.0, high=1.0, step=0.05)


COLOURS = (
    picture_kind(
        "RandomContrast", "Random contrast",
        (proportion("factor", "Contrast", "Largest change of the contrast, as a share of it."),),
        "Changes the contrast of pictures at random while training.",
        r"y = (x - \mu)\,c + \mu", PIXELS,
    ),
    picture_kind(
        "RandomBrightness", "Random brightness",
        (
            proportion(
                "factor", "Brightness", "Largest change of the brightness, as a share of it."
            ),
        ),
        "Makes pictures darker or brighter at random while training.", r"y = x + b", PIXELS,
    ),
    picture_kind(
        "RandomSharpness", "Random sharpness",
        (
            _to_one(
                "factor", "Sharpness", 1.0,
                "Up to where sharpness is drawn: 0 is blurred, 0.5 unchanged, 1 sharpened.",
            ),
        ),
        "Blurs or sharpens pictures at random while training.",
        r"y = x + s\,(x - \bar x)", PIXELS,
    ),
    picture_kind(
        "RandomInvert", "Random negative",
        (_to_one("factor", "Chance", 0.2, "How likely a picture is inverted, at most."),),
        "Turns pictures into negatives at random while training.", r"y = 1 - x", PIXELS,
    ),
    picture_kind(
        "RandomPosterization", "Random posterization",
        (
            Param(
                "factor", "Bits", 4, "With how many bits every pixel is told: 8 change nothing.",
                low=1, high=8, step=1,
            ),
        ),
        "Leaves few different shades in pictures while training.",
        r"y = 2^{-b} \lfloor 2^b x \rfloor", PIXELS,
    ),
    picture_kind(
        "Solarization", "Solarization",
        (
            _to_one(
                "addition_factor", "Brighter by", 0.0, "What is added to pixels first, at most."
            ),
            _to_one(
                "threshold_factor", "From", 0.5, "Pixels brighter than this, at most, are inverted."
            ),
        ),
        "Inverts the bright pixels of pictures at random while training.",
        r"y = 1 - x \text{ where } x > \theta", PIXELS,
    ),
    picture_kind(
        "RandomGrayscale", "Random greyscale",
        (_to_one("factor", "Chance", 0.5, "How likely a picture loses its colours."),),
        "Takes the colours out of some pictures while training.",
        r"y_c = 0.299\,x_R + 0.587\,x_G + 0.114\,x_B", (), (1, 3),
    ),
    picture_kind(
        "RandomColorDegeneration", "Random fading",
        (_to_one("factor", "Fading", 0.5, "How far colours fade at most: 1 is to grey."),),
        "Lets the colours of pictures fade at random while training.",
        r"y = (1 - f)\,x + f\,\operatorname{grey}(x)", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomSaturation", "Random saturation",
        (
            _to_one(
                "factor", "Saturation", 1.0,
                "Up to where it is drawn: 0 is grey, 0.5 unchanged, 1 as strong as can be.",
            ),
        ),
        "Makes the colours of pictures weaker or stronger at random while training.",
        r"S' = s\,S \text{ in hue, saturation and value}", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomHue", "Random hue",
        (_to_one("factor", "Hue", 0.1, "How far colours turn on the colour wheel at most."),),
        "Turns the colours of pictures into others at random while training.",
        r"H' = H + h \text{ in hue, saturation and value}", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomColorJitter", "Random light",
        (
            proportion("brightness_factor", "Brightness", "Largest change of the brightness."),
            proportion("contrast_factor", "Contrast", "Largest change of the contrast."),
            _to_one(
                "saturation_factor", "Saturation", 1.0,
                "Up to where it is drawn: 0 is grey, 0.5 unchanged, 1 as strong as can be.",
            ),
            proportion("hue_factor", "Hue", "How far colours turn at most."),
        ),
        "Changes brightness, contrast and colours together at random while training.",
        r"y = \operatorname{hue}(\operatorname{saturation}(\operatorname{contrast}(x + b)))",
        PIXELS, _RGB,
    ),
    LayerKind(
        name="auto_contrast",
        label="Full contrast",
        category="augmentation",
        keras_name="AutoContrast",
        params=(),
        ranks=(3,),
        infer=_stretched,
        sentence="Stretches the values of every picture so that they fill the whole range.",
        formula=r"y = \frac{x - \min x}{\max x - \min x}",
        constants=PIXELS,
    ),
    LayerKind(
        name="even_contrast",
        label="Even contrast",
        category="augmentation",
        keras_name="ContrastLimitedAdaptiveHistogramEqualization",
        params=(
            Param(
                "clip_limit", "Limit", 4.0, "How much contrast may grow where there is little.",
                low=1.0, high=16.0, step=0.5,
            ),
        ),
        ranks=(3,),
        infer=_stretched,
        sentence="Gives every quarter of a picture its own full contrast, within a limit.",
        formula=r"y = \operatorname{cdf}_{\mathrm{quarter}}(x)",
        constants=(("tile_grid_size", (2, 2)), *PIXELS),
    ),
)  # fmt: skip
"""Layers that change how bright and colourful pictures are."""
