"""Every sentence that the pages of Inspect share, and those of the page Activations."""

from nnviz.ui.control import Control

# Frame of every page

DOES_NOT_FIT = (
    "The layers of this network do not fit together yet, so there is nothing to inspect. The "
    "Playground shows which layer causes the problem and offers a repair."
)
LAYER = Control("Layer", "The layer to look into.")


def page_caption(sentence: str, network: str) -> str:
    """Write the line beside the title of a page."""
    return f"{sentence} Network: {network}."


def network(starter: str, layers: int, parameters: int) -> str:
    """Say which network this is, in a few words."""
    named = f"{starter}, " if starter else ""
    return f"{named}{layers} layers, {parameters:,} parameters"


# Example

EXAMPLE_SPLIT = Control("Example", "A test example, a training example, or one of your own.")
EXAMPLE_SPLITS = {"test": "Test", "train": "Training", "own": "Yours"}
ORDER = Control("Show", "Which examples to list, and in which order.")
ORDERS = {
    "order": "In order",
    "wrong": "Misclassified",
    "uncertain": "Most uncertain",
    "hardest": "Highest loss",
}
CLASS = Control("Class", "Show only examples of this true class.")
ALL_CLASSES = "All classes"
RANK_AGAIN = Control("Rank again", "Rank the examples again by the present weights.")
BROWSE_HELP = "Browse the examples. Click one to send it through the network."
EXAMPLE = Control("Example", "The example to send through the network.")
NETWORK_OUTPUT = "Output of the network"
YOUR_EXAMPLE = "your example"
EMPTY_CLASS = "There is no example of this class."
NO_MISTAKES = "No example fits: the network makes no such mistake here."


def matching(count: int) -> str:
    """Head the slider over pages of examples."""
    return f"Examples ({count:,} match)"


def page_of(pages: int) -> str:
    """Return the format in which the slider writes its page."""
    return f"page %d of {pages}"


def example(split: str, number: int) -> str:
    """Name an example in a sentence."""
    return f"{'training' if split == 'train' else 'test'} example {number}"


def nth_example(number: int) -> str:
    """Name an example of which nothing else is known."""
    return f"Example {number}"


def cannot_rank(error: object) -> str:
    """Say that the examples cannot be ranked."""
    return f"The network cannot rank the examples now. {error}"


# Your example

WAY = Control("How", "Draw the image, upload a file, or use the camera.")
WAYS = {"draw": "Draw", "file": "File", "camera": "Camera"}
IMAGE_FILE = Control(
    "An image, at most 5 MB", "The image is cropped to a square and scaled to the size of the data."
)
CAMERA = Control(
    "Write large and dark on white paper",
    "The image is cropped to a square and scaled down. It does not leave this app.",
)
DRAW_A_DIGIT = "Draw a digit. On the right, the image as the network reads it, scaled to size."
DRAW_AN_OUTLINE = "Draw an outline. Its inside is filled."
DRAW_AN_IMAGE = "Draw an image."
TYPE = "Type. The network reads along."
SERIES_LINE = Control(
    "Series to draw", "Each step has several values. You draw one series; the others stay."
)
POINT_HELP = "Coordinate of your point on this axis."
COLUMN_HELP = "Starts at the mean of the data."


def unknown_words(found: str) -> str:
    """Say which words the network does not know."""
    return f"Not in the vocabulary, read as unknown: {found}."


def draw_series(steps: int, low: float, high: float) -> str:
    """Say what can be drawn."""
    return f"Draw over the line: {steps} steps, from {low:.2g} to {high:.2g}."


def nth_value(number: int) -> str:
    """Name a series that has no name."""
    return f"Value {number}"


def other_columns(count: int) -> str:
    """Say what the columns without a field are."""
    return f"The other {count} columns stay at their mean."


# Choice of layer, page and slice

INPUT = "Input"
PAGE_HELP = "There are too many for one view. Move through the pages."
SLICE_HELP = "This output is a volume or a video. Choose the slice or time step to show."


def pages(what: str, count: int, size: int) -> str:
    """Head the slider over pages of units."""
    return f"{what}: {count:,}, {size} a page"


def slices(count: int) -> str:
    """Head the slider over slices."""
    return f"Slice (1 to {count})"


VIEW = "View"

# Activations

ACTIVATIONS = Control("Activations", "How every unit of every layer responds to an example.")
ALL_LAYERS = "All layers"
ONE_LAYER = "One layer"
DISTRIBUTION = "Distribution"
PROJECTION = "Projection"
ACTIVATION_VIEWS_HELP = "All layers at once, all units of one layer, or one layer on many examples."
UNITS = "Units"
TOP_TEST = "Strongest first, among the test examples. Click one to send it through the network."
TOP_TRAINING = "Strongest first, among the training examples."
SPREAD = (
    "Each row is one layer: a histogram of its activations on up to 128 examples, from the lowest "
    "to the highest value. A dead unit gives the same value on every example and stops learning. "
    "A saturated unit stays near the end of its range and learns slowly."
)
SPLIT = Control("Examples", "The split of the data to look at.")
SPLITS = {"test": "Test", "train": "Training"}
METHOD = Control(
    "Method",
    "PCA projects onto the two directions of largest variance. t-SNE keeps neighbours together; "
    "it takes seconds and shows one moment.",
)
METHODS = {"pca": "PCA, live", "tsne": "t-SNE, once"}
TSNE = Control("Compute t-SNE", "Takes a few seconds. Training pauses meanwhile.")
TSNE_AGAIN = "Compute again"
TSNE_RUNNING = "Running t-SNE\u2026"
TSNE_OFFER = "t-SNE shows which examples are close to each other in this layer at this moment."


def layer_maps(example: str, count: int) -> str:
    """Explain the maps of all layers."""
    return (
        f"Response to {example}, at most {count} units of a layer. Blue is positive, orange "
        "negative, scaled for each layer. Click a map to open its layer."
    )


def units(example: str, word: str) -> str:
    """Explain the maps of one layer."""
    return (
        f"Response to {example}. A cross marks a dead {word}: the same value on every example. "
        "A square marks a saturated one: nearly always at the end of its range."
    )


def top_activations(word: str, number: int) -> str:
    """Head the examples with the highest activation of a unit."""
    return f"**Top activations of {word} {number}**"


def projected(count: int) -> str:
    """Explain the projection."""
    return (
        f"Each of the {count} points is one example. Points close together look similar to this "
        "layer. Click a point to send its example through the network."
    )


def cannot_read(error: object) -> str:
    """Say that the network does not answer."""
    return f"The network cannot be read now. {error}"
