"""Every sentence of the pages Architectures, Presets and Compare."""

from nnviz.ui.control import Control

# Architectures

ARCHITECTURES = "Architectures"
ARCHITECTURE = Control("Architecture", "The network to look at: a famous one, or one you opened.")
FIND_LAYERS = Control(
    "Find layers", "Open the blocks that contain layers of this name or kind, and mark the layers."
)
FIND_EXAMPLE = "for example: add, 7\u00d77"
OPEN_LEVEL = Control("Open one level", "Open every closed block.")
FOLD_ALL = Control("Fold all", "Close every block.")
FOLD_HELP = "Close this block."
HOW_TO_BEGIN = (
    "Click a block to open it, or a layer to read about it. **Memory** is the size of the outputs "
    "for one image; **sees** is the receptive field of one value, in pixels."
)


def architecture(label: str, year: int, idea: str, totals: str) -> str:
    """Introduce an architecture."""
    when = f", {year}" if year else ""
    return f"**{label}**{when}. {idea} {totals}"


def totals(
    layers: int, parameters: str, memory: str, macs: str, example: str, *, at_least: bool = False
) -> str:
    """Write the sizes of a whole network.

    Args:
        layers: How many it has.
        parameters: How many, in words.
        memory: What they take.
        macs: Multiply-adds, in words.
        example: One input with its shape.
        at_least: Whether the sizes of some layers are not known.
    """
    least = "at least " if at_least else ""
    return (
        f"{layers} layer{'' if layers == 1 else 's'}, {least}{parameters} parameters ({memory}), "
        f"{least}{macs} multiply-adds per {example}."
    )


def layers_found(count: int, most: int) -> str:
    """Say how many layers were found."""
    few = f"; the first {most} are marked" if count > most else ""
    return f"{count} layer{'' if count == 1 else 's'} found{few}."


def fold(part: str) -> str:
    """Name the button that closes a block."""
    return f"Fold {part}"


def source(paper: str, year: int) -> str:
    """Name the paper that an architecture comes from."""
    return f"Source: {paper}, {year}."


def layer_facts(
    shapes: tuple[str, str], parameters: int | None, macs: int, field: str
) -> list[str]:
    """Write the sizes of one layer; `field` is `all` or a shape, `parameters` None if not known."""
    sees = "the whole image" if field == "all" else f"{field} pixels"
    return [
        f"- input {shapes[0]}, output {shapes[1]}",
        "- an unknown number of parameters"
        if parameters is None
        else f"- {parameters:,} parameters",
        f"- {macs:,} multiply-adds per image",
        f"- receptive field of one value: {sees}",
    ]


# Presets

PRESETS = Control(
    "Presets",
    "Each network opens with matching data and trains at once. Results were measured on test data "
    "it never saw; seconds are processor time on one core.",
)
OPEN = "Open"
WITHIN_A_SECOND = "within a second"


def after_seconds(seconds: float) -> str:
    """Say how long a preset trained."""
    return f"after {seconds:.0f}\u2009s"


def reaches(goal: str, time: str) -> str:
    """Say what a preset reaches."""
    return f"Reaches {goal} {time}."


def stage_reaches(number: int, label: str, value: float, fresh: float) -> str:
    """Say what a further stage reaches, and what it reaches without those before it."""
    return f"  \nStage {number}, {label}: {value:.0%}; from scratch {fresh:.0%}."


def preset_sizes(data: str, layers: int, parameters: int) -> str:
    """Write what a preset learns from, and how large it is."""
    return (
        f"{data} \u00b7 {layers} layer{'' if layers == 1 else 's'} \u00b7 {parameters:,} parameters"
    )


def opens_playground(watch: str) -> str:
    """Say what Open does."""
    return f"Opens the network on the Playground and trains it. {watch}"


def opens_page(page: str, watch: str) -> str:
    """Say what the button of a page does."""
    return f"Trains the network and opens the page {page}. {watch}"


# Compare

COMPARE = "Compare"
YOUR_NETWORK = "Your network"
YOURS = "Yours, as on the Playground"
SIDES = {
    "left": Control("Left network", "The network on the left: yours, a starter, or a famous one."),
    "right": Control(
        "Right network", "The network on the right: yours, a starter, or a famous one."
    ),
}
SWAP = Control("Swap", "Exchange the left and the right network.")
OPEN_DIFFERENCES = Control("Open differences", "Open the blocks in which only some layers differ.")
COMPARE_HINT = "Click a block to open it on both sides, or a layer to find its counterpart."
READING = (
    "Multiply-adds and **memory of outputs** are per example. The **receptive field** is how many "
    "pixels or steps of the input one value depends on, in the last layer that still has positions."
)
COLUMNS = ("layers", "parameters", "multiply-adds", "memory of weights", "memory of outputs")
RECEPTIVE_FIELD = "receptive field"
RATIO = "right \u00f7 left"
ALL_INPUTS = "all inputs"
DIFFERENCES = "**Differences, from input to output**"
SAME_SETTINGS = "the same settings in both"


def same_layers(left: str, right: str) -> str:
    """Say that nothing differs."""
    return f"**{left}** and **{right}** have the same layers with the same settings."


def summary(left: str, right: str, counts: dict[str, int]) -> str:
    """Count what is the same and what differs."""
    return (
        f"Layers: {counts['same']} the same, {counts['changed']} with different settings "
        f"(\u2260), {counts['removed']} only in **{left}** (\u2212), {counts['added']} only in "
        f"**{right}** (+)."
    )


def part_of(field: str, places: str) -> str:
    """Write a receptive field and the size of what it lies in."""
    return f"{field} of {places}"


def more_differences(count: int) -> str:
    """End a list that is cut."""
    return f"- and {count} more"


def only_in(layer: str, kind: str, network: str) -> str:
    """Say that the selected layer has no counterpart."""
    return f"Selected: `{layer}` ({kind}), only in **{network}**."


def counterparts(first: str, second: str, kind: str, told: str) -> str:
    """Name the selected layer and its counterpart."""
    return f"Selected: `{first}` and `{second}` ({kind}): {told}."
