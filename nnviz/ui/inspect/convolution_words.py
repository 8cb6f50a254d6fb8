"""Every sentence of the page Convolution: filters, the moving window, and attribution."""

from nnviz.ui.control import Control

# Convolution

CONVOLUTION = Control("Convolution", "How filters slide over an image, number by number.")
FILTERS_VIEW = "Filters"
OVER_TIME = "Over time"
ATTRIBUTION = "Attribution"
CONVOLUTION_VIEWS_HELP = (
    "How filters work, how they developed, or which parts of the image support a class."
)
NOTHING_SLIDES = (
    "This network has no convolution or pooling layer, so no window slides over its input. On the "
    "Playground, the starter \u201cDigits, CNN\u201d has both."
)
FILTERS = "Filters"
NO_ARITHMETIC = (
    "The output of this layer is shown without its arithmetic. The page Layers explains this kind "
    "of layer with a worked example."
)
CHANNEL_HELP = "The input channel multiplied below. The layer sums over all channels."


def input_channel(count: int) -> str:
    """Head the slider over the kernels of a filter."""
    return f"Input channel (1 to {count})"


def slice_channel(count: int) -> str:
    """Head the slider over kernels that lie slice by slice."""
    return f"Channel, slice by slice (1 to {count})"


def mixed_map(count: int) -> str:
    """Head the slider over the maps that a separable convolution mixes."""
    return f"Map to mix (1 to {count})"


def filter_checkpoints(number: int, *, learns: bool) -> str:
    """Explain a filter at the checkpoints of the run."""
    what = "Kernel and feature map" if learns else "Feature map"
    return (
        f"{what} of filter {number} at each checkpoint of the run. Click one: training pauses, and "
        "every view shows that checkpoint."
    )


def kernels(rows: int, depth: int, *, mixed: bool, sliced: bool) -> str:
    """Explain the grid of kernels."""
    row = "channel of one slice" if sliced else "input channel"
    more = f" (the first {rows} of {depth})" if depth > rows else ""
    weight = ", times its mixing weight" if mixed else ""
    return f"Kernels: one filter a column, one {row} a row{more}{weight}."


def feature_maps(example: str) -> str:
    """Explain the feature maps."""
    return f"Feature maps: the response of each filter to {example}. Click one."


def convolution(peculiar: str, movement: str, cut: str) -> str:
    """Explain the arithmetic of one position."""
    return f"Drag over input or output, press the arrow keys, or play. {peculiar}{movement}.{cut}"


PECULIAR = {
    "transposed": "Every input value adds a copy of the kernel, times itself, to the output. ",
    "separable": "Each channel has its own kernel; weights then mix the results. ",
}
"""What sets a kind of convolution apart from the plain one."""


def transposed_movement(apart: int) -> str:
    """Say what one output value of a transposed convolution gets."""
    gaps = f"{apart} apart, with nothing between them" if apart > 1 else "side by side"
    return f"One output value is the sum over inputs {gaps}, times the flipped kernel"


def movement(stride: int, dilation: int, *, padded: bool, learns: bool) -> str:
    """Say how a window moves."""
    said = [f"The window moves {stride} at a time (stride)"]
    if dilation > 1:
        rate = {2: "2nd", 3: "3rd"}.get(dilation, f"{dilation}th")
        said.append(f"reads every {rate} value (dilation)")
    border = "outside the dotted frame is the border" if padded else "without border"
    said.append(border if learns else f"{border} (padding)")
    return ", ".join(said)


def cut_map(positions: int) -> str:
    """Say that only a part of a large map is drawn."""
    return f" Only the upper left {positions} positions of this large map are shown."


# Attribution

NOT_AN_IMAGE = "These views need image data; this network reads something else."
LAYER_FOR_GRAD_CAM = "Layer for Grad-CAM"
NO_MAPS = "No layer of this network has two-dimensional feature maps."
CLASS_TO_EXPLAIN = Control(
    "Class to explain", "Show the pixels that raise the score of this class."
)
PREDICTED = "Predicted class"
PATCH = Control("Patch (pixels)", "Side length of the patch that hides part of the image.")
ATTRIBUTIONS = {
    "saliency": (
        "Saliency",
        "The bluer a pixel, the more a small change of it would change the score of the class.",
    ),
    "grad_cam": (
        "Grad-CAM",
        "Blue: feature maps of the chosen layer that support the class are active here. "
        "No blue: none supports it.",
    ),
    "occlusion": (
        "Occlusion",
        "A patch hides each position in turn. Blue: hiding it lowers the score of the class; "
        "orange: it raises the score. Pale: no single patch matters.",
    ),
}
"""Title and explanation of each method."""
UNIT_IMAGE = "**What a unit responds to**"
UNIT_IMAGE_HELP = "The unit whose activation the image maximizes."
UNIT_IMAGE_CAPTION = (
    "Gradient ascent changes grey noise so that the activation grows. From 0 to 0: the unit is "
    "silent on grey, and no small change activates it."
)


def unit_of(count: int) -> str:
    """Head the slider over units."""
    return f"Unit (1 to {count})"
