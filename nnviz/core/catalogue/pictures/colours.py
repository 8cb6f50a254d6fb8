"""Changes of brightness and colour of images; pixels lie between 0 and 1.

Most are random and happen only in training, so that a network learns not to rely on the light.
"""

from typing import Any

from nnviz.core.catalogue.pictures.augmentation import PIXELS, picture_kind, proportion
from nnviz.core.spec.kinds import Inference, LayerKind, Shape
from nnviz.core.spec.params import Param

_RGB = (3,)
"""Channels of an image that has colours."""


def _stretched(shape: Shape, values: dict[str, Any]) -> Inference:
    del values
    return Inference(shape, 0, 0, "new values for the same pixels, nothing to learn")


def _to_one(name: str, label: str, default: float, help_text: str) -> Param:
    return Param(name, label, default, help_text, low=0.0, high=1.0, step=0.05)


COLOURS = (
    picture_kind(
        "RandomContrast", "Random contrast",
        (proportion("factor", "Contrast", "Largest relative change in contrast."),),
        "Changes the contrast of images at random during training.",
        r"y = (x - \mu)\,c + \mu", PIXELS,
    ),
    picture_kind(
        "RandomBrightness", "Random brightness",
        (
            proportion(
                "factor", "Brightness",
                "Largest change in brightness, as a fraction of the full range."
            ),
        ),
        "Makes images darker or brighter at random during training.", r"y = x + b", PIXELS,
    ),
    picture_kind(
        "RandomSharpness", "Random sharpness",
        (
            _to_one(
                "factor", "Sharpness", 1.0,
                "Largest value to draw: 0 blurs, 0.5 changes nothing, 1 sharpens.",
            ),
        ),
        "Blurs or sharpens images at random during training.",
        r"y = x + s\,(x - \bar x)", PIXELS,
    ),
    picture_kind(
        "RandomInvert", "Random inversion",
        (_to_one("factor", "Probability", 0.2, "Largest probability of inverting an image."),),
        "Turns images into negatives at random during training.", r"y = 1 - x", PIXELS,
    ),
    picture_kind(
        "RandomPosterization", "Random posterization",
        (
            Param(
                "factor", "Bits", 4, "How many bits to keep for every pixel; 8 changes nothing.",
                low=1, high=8, step=1,
            ),
        ),
        "Reduces the number of shades in images during training.",
        r"y = 2^{-b} \lfloor 2^b x \rfloor", PIXELS,
    ),
    picture_kind(
        "Solarization", "Solarization",
        (
            _to_one(
                "addition_factor", "Brightening", 0.0, "Most that is added to every pixel first."
            ),
            _to_one(
                "threshold_factor", "Threshold", 0.5,
                "Highest threshold to draw; pixels brighter than the threshold are inverted."
            ),
        ),
        "Inverts the bright pixels of images at random during training.",
        r"y = 1 - x \text{ where } x > \theta", PIXELS,
    ),
    picture_kind(
        "RandomGrayscale", "Random greyscale",
        (_to_one("factor", "Probability", 0.5, "Probability of turning an image grey."),),
        "Turns some images grey during training.",
        r"y_c = 0.299\,x_R + 0.587\,x_G + 0.114\,x_B", (), (1, 3),
    ),
    picture_kind(
        "RandomColorDegeneration", "Random colour degeneration",
        (_to_one("factor", "Strength", 0.5, "How far the colours fade at most; 1 is fully grey."),),
        "Fades the colours of images at random during training.",
        r"y = (1 - f)\,x + f\,\operatorname{grey}(x)", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomSaturation", "Random saturation",
        (
            _to_one(
                "factor", "Saturation", 1.0,
                "Largest value to draw: 0 is grey, 0.5 changes nothing, 1 is full saturation.",
            ),
        ),
        "Makes the colours of images weaker or stronger at random during training.",
        r"S' = s\,S \text{ in hue, saturation and value}", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomHue", "Random hue",
        (_to_one("factor", "Hue", 0.1, "Largest rotation on the colour wheel."),),
        "Shifts the hue of images at random during training.",
        r"H' = H + h \text{ in hue, saturation and value}", PIXELS, _RGB,
    ),
    picture_kind(
        "RandomColorJitter", "Random colour jitter",
        (
            proportion("brightness_factor", "Brightness", "Largest change in brightness."),
            proportion("contrast_factor", "Contrast", "Largest change in contrast."),
            _to_one(
                "saturation_factor", "Saturation", 1.0,
                "Largest value to draw: 0 is grey, 0.5 changes nothing, 1 is full saturation.",
            ),
            proportion("hue_factor", "Hue", "Largest shift of the hue."),
        ),
        "Changes brightness, contrast and colours together at random during training.",
        r"y = \operatorname{hue}(\operatorname{saturation}(\operatorname{contrast}(x + b)))",
        PIXELS, _RGB,
    ),
    LayerKind(
        name="auto_contrast",
        label="Auto contrast",
        category="augmentation",
        keras_name="AutoContrast",
        params=(),
        ranks=(3,),
        infer=_stretched,
        sentence="Stretches the values of every image to fill the whole range.",
        formula=r"y = \frac{x - \min x}{\max x - \min x}",
        constants=PIXELS,
    ),
    LayerKind(
        name="even_contrast",
        label="Histogram equalization",
        category="augmentation",
        keras_name="ContrastLimitedAdaptiveHistogramEqualization",
        params=(
            Param(
                "clip_limit", "Limit", 4.0, "How much low contrast may be raised.",
                low=1.0, high=16.0, step=0.5,
            ),
        ),
        ranks=(3,),
        infer=_stretched,
        sentence="Equalizes the histogram of every quarter of an image, within a contrast limit.",
        formula=r"y = \operatorname{cdf}_{\mathrm{quarter}}(x)",
        constants=(("tile_grid_size", (2, 2)), *PIXELS),
    ),
)  # fmt: skip
"""Layers that change how bright and colourful images are."""
