"""Every sentence of the dialog that opens the visitor's data."""

from nnviz.ui.control import Control

# Button and dialog

YOUR_DATA = Control("Your data", "Train on a table (CSV), images in folders (ZIP) or arrays (NPZ).")
CHANGE = "Change"
UPLOAD = Control(
    "A table as CSV, images as ZIP with one folder for each class, or arrays as NPZ",
    "At most 20 MB. The server keeps the file in a temporary folder while it is used; anyone with "
    "the link of your experiment can train on it too.",
)
SPREADSHEET = (
    "From a spreadsheet: save the sheet as CSV, with the column names in the first row and one "
    "example in each row below. One column is what to predict."
)
USE = Control("Use it", "Train on these data from now on.")
A_NUMBER = "a number"


def label(title: object) -> str:
    """Name the visitor's data in the list of datasets."""
    return f"{title} \u00b7 your data"


def one_of(count: int, names: str) -> str:
    """Say that a class is predicted."""
    return f"one of {count} classes ({names})"


def outcome(training: int, test: int, sizes: str, target: str, note: str) -> str:
    """Say what the file gives."""
    return (
        f"{training:,} training and {test:,} test examples; {sizes} inputs; the target is "
        f"{target}. {note}"
    )


# Images

SIDE = Control(
    "Side (pixels)", "Images are cropped to squares of this size. Smaller ones train faster."
)
COLOUR = Control("In colour", "Red, green and blue of every pixel, or one shade of grey.")


def images_found(count: int, folders: int, named: str, more: int, left_out: int) -> str:
    """Say what a ZIP file holds."""
    others = f" and {more} more" if more > 0 else ""
    ignored = f" {left_out:,} other files are left out." if left_out else ""
    return f"**{count:,} images in {folders} folders**, each a class: {named}{others}.{ignored}"


def values(count: int, most: int) -> str:
    """Say how large the images are together."""
    return f"{count:,} values in all; at most {most:,} are possible."


# Arrays

AUTOMATIC = "automatic"
ARRAYS = {"inputs": "Inputs", "targets": "Targets"}
ARRAY_HELP = "Name of the array; x and y are usual."
READING = "One example is"
READINGS = {
    "automatic": AUTOMATIC,
    "table": "a vector",
    "image": "an image",
    "series": "a sequence",
}
TASK = "The target is"
TASKS = {"automatic": AUTOMATIC, "classes": "one of several classes", "value": "a number"}
GUESSED = "Guessed from the shape and type of the array."
EXAMPLES = Control("Examples at most", "If there are more, evenly spaced ones are used.")
STANDARDIZE = Control(
    "Standardize",
    "Scale values to mean 0 and standard deviation 1. Images are always scaled to 0 to 1.",
)

# Tables

READ_WRONGLY = "Read incorrectly?"
FIRST_ROWS = "The first rows"
SEPARATOR = Control("Separator", "What separates two cells.")
SEPARATORS = {
    "automatic": AUTOMATIC,
    "comma": "comma ,",
    "semicolon": "semicolon ;",
    "tab": "tab",
    "bar": "bar |",
    "space": "space",
}
DECIMAL = Control("Decimal sign", "How decimal fractions are written.")
DECIMALS = {"automatic": AUTOMATIC, "point": "point: 1.5", "comma": "comma: 1,5"}
FIRST_ROW = Control("First row", "Whether it holds the column names.")
FIRST_ROW_IS = {"automatic": AUTOMATIC, "names": "names", "data": "data"}
PREDICT = Control("Predict", "The column that the network learns to predict from the others.")
GAPS = Control(
    "Gaps",
    "Filled with the median or the most frequent category. Marked: the network also sees that a "
    "value is missing.",
)
GAP_WAYS = {"mark": "Mark and fill them", "fill": "Fill them", "drop": "Drop the row"}
INSTEAD_HELP = "The column that is likeliest next."
WHICH_IS = Control("which is", "A class is a name; a number is measured.")
TABLE_TASKS = {
    "automatic": "Automatic",
    "classes": "One of several classes",
    "value": "A number",
}
STANDARDIZE_NUMBERS = Control(
    "Standardize numbers",
    "Scale to mean 0 and standard deviation 1, so that large numbers do not dominate.",
)
TARGET = "**target**"
ROLES = {
    "number": "number",
    "category": "category",
    "date": "date or time",
    "unused": "not used",
}
ROLE_HELP = "How the network reads this column."


def table_format(rows: int, columns: int, separator: str, *, comma: bool, encoding: str) -> str:
    """Say how a table was read."""
    return (
        f"**{rows:,} rows, {columns} columns**, {separator} between cells, decimal "
        f"{'comma' if comma else 'point'}, {encoding}."
    )


def column(reason: str, gaps: int, stray: int) -> str:
    """Say why a column is read as it is, and what it lacks."""
    missing = f"; {gaps:,} gap{'s' * (gaps != 1)}" if gaps else ""
    text = f", {stray:,} of them with other text" if stray else ""
    return f"{reason}{missing}{text}"


def predicts(name: str) -> str:
    """Say large what the network learns to predict."""
    return f"#### Predicts {name}"


def predict_instead(name: str) -> str:
    """Name the button that predicts the column that is likeliest next."""
    return f"Predict {name} instead"


def use_as(name: str) -> str:
    """Name the box that chooses what a column is used as."""
    return f"Use {name} as"
