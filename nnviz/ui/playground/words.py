"""Every sentence of the Playground, panel by panel."""

from nnviz.ui.control import Control

# The top row

SHARE = "Share"
KERAS_CODE = "Keras code"
TRAINING = "Training"

# Data

DATA = "Data"
REGENERATE = Control(
    "Regenerate", "Draw new data of the same kind. The network keeps what it has learned."
)
SPLIT_AGAIN = Control(
    "Split again",
    "Draw a new random split into training and test data. The network keeps what it has learned.",
)
TRAINING_DATA = Control(
    "Training data (%)", "Fraction of the examples that the network learns from. The rest tests it."
)
INPUT_FEATURES = Control("Input features", "Which features of each point the network receives.")


def splits(training: int, test: int, note: str) -> str:
    """Say how many examples there are, and what the dataset adds."""
    return f"{training:,} training and {test:,} test examples. {note}"


# Network sliders and menus

FAMILY = "Family"
HIDDEN_LAYERS = Control(
    "Hidden layers", "Layers between input and output. A network with several is called deep."
)
ALL_LAYERS = "All layers"
UNITS = {"feedforward": "Units", "convolutional": "Filters", "recurrent": ""}
UNITS_OF_ALL = {
    "feedforward": "Units of every layer",
    "convolutional": "Filters of every layer",
    "recurrent": "Units of every layer",
}
UNITS_OF_ALL_HELP = "Gives all hidden layers the same size. It stands at the largest of them."
CELL = "Cell"
BIDIRECTIONAL = Control("Bidirectional", "A second set of units reads the sequence backwards.")
ACTIVATION = Control("Activation", "The function that each unit applies to its weighted sum.")
KERNEL_SIZE = Control("Kernel size", "Side length of the window that a filter sees.")
STRIDE = Control("Stride", "How far the window moves at each step.")
PADDING = Control("Padding", "Zeros around the border keep the output as large as the input.")
PADDINGS = {"same": "same: zeros around the border", "valid": "valid: no padding"}
POOLING = Control("Pooling", "Reduces each small window of the output to a single value.")
POOLINGS = {"none": "none", "max": "maximum", "average": "average"}
POOL_SIZE = Control("Pool size", "Side length of the window that becomes one value.")
DROPOUT = Control(
    "Dropout", "Fraction of values set to zero at random during training, after every layer."
)
NORMALIZATION = Control("Normalization", "Centres and scales the values after every hidden layer.")
NORMALIZATIONS = {"none": "none", "batch": "batch normalization", "layer": "layer normalization"}
INITIAL_WEIGHTS = Control(
    "Initial weights", "The distribution from which the weights are drawn before training."
)
OUTPUT_ACTIVATION = Control(
    "Output activation", "Activation of the last layer. Sigmoid and softmax give probabilities."
)
EMBEDDING_SIZE = Control("Embedding size", "Number of learned values that represent one token.")
DENSE_UNITS = Control(
    "Dense units before the output",
    "Units of a dense layer between the last hidden layer and the output; 0 leaves it out.",
)
MERGE = Control(
    "Feature maps to vector", "How the feature maps become one vector of values for the output."
)
MERGES = {"flatten": "flatten: all values in a row", "average": "average: the mean of each map"}


def layer_settings(number: int) -> str:
    """Name the menu of a hidden layer."""
    return f"Settings of hidden layer {number}"


def hidden_layer(number: int) -> str:
    """Head the menu of a hidden layer."""
    return f"**Hidden layer {number}**"


# Network diagram

REPLACES = "These sliders cannot describe this network. Moving one replaces it."
SHOW_AS = "Show as"
DISCRIMINATOR = "The sliders change the discriminator only."
SHOWN_WITHOUT_UNITS = "This network has no layer with units, so it is shown as layers."
SHOWN_WITH_BRANCHES = "This network has branches, so it is shown as layers."
START_FRESH = Control(
    "Start fresh", "Discard what was learned: every layer gets new initial weights."
)
TEST_EXAMPLE = Control("Test example", "Every unit shows its response to this example.")


def totals(parameters: int, trainable: int, macs: int) -> str:
    """Write parameters and multiply-adds of the whole network."""
    frozen = f" ({trainable:,} trainable)" if trainable < parameters else ""
    return f"{parameters:,} parameters{frozen} \u00b7 {macs:,} multiply-adds"


def kept_weights(kept: int, layers: int) -> str:
    """Say how many layers keep what they learned before the network was changed."""
    new = layers - kept
    others = f"; the other {new} {'is' if new == 1 else 'are'} new" if 0 < new < layers else ""
    return f"{kept} of {layers} layers keep their weights{others}"


# Training settings

OPTIMIZER = Control("Optimizer", "The rule that turns gradients into updates of the weights.")
LOSS = Control("Loss", "How errors are measured. Training makes the loss small.")
BATCH_SIZE = Control("Batch size", "Number of training examples for each update of the weights.")
SEED = Control(
    "Seed", "Determines initial weights, batches and dropout. The same seed gives the same run."
)
REGULARIZATION = Control(
    "Regularization", "Adds the size of the weights to the loss, so that only useful weights grow."
)
REGULARIZATIONS = {"none": "none", "l1": "L1: sum of |weight|", "l2": "L2: sum of weight\u00b2"}
REGULARIZATION_RATE = Control(
    "Regularization rate", "Strength of the regularization. You can change it during training."
)
STOPPING = "**Stop automatically**"
STOP = {
    "loss": "when the training loss falls to",
    "accuracy": "when the test accuracy (0 to 1) reaches",
    "epochs": "after this many epochs",
    "patience": "after this many epochs without progress",
}

# Output

OUTPUT = "Output"
VIEWS = {
    "experts": "Experts",
    "surface": "Surface",
    "adversaries": "Real and fake",
    "bent_noise": "Warped noise",
    "samples": "Samples",
    "forecast": "Forecast",
    "predictions": "Predictions",
    "next_word": "Next word",
    "completion": "Continuation",
    "answer": "Answer",
    "gap": "Gap",
    "tree": "Tree",
    "recall": "Recall",
    "couplings": "Weights",
    "fantasies": "Dreams",
    "siamese": "Distances",
    "hidden_filters": "Filters",
    "reconstruction": "Images",
    "latent": "Latent space",
    "generated": "Generated",
    "errors": "Errors",
    "confusion": "Confusion",
}
"""What each view of the output is called."""
LOG_SCALE = Control(
    "Log scale", "Plot the loss on a logarithmic axis, which makes small changes visible."
)
TEST_POINTS = Control("Test points", "Plot the test examples as well.")
DECISION_ONLY = Control(
    "Decision only", "Show only on which side of the decision boundary each point lies."
)
ARROWS = Control(
    "Arrows",
    "Show in which direction each generated point must move for the discriminator to rate it "
    "more real.",
)
SENTENCE_START = Control("Beginning of a sentence", "The network predicts the next word.")
TEXT_START = Control("Beginning", "The network continues the text, one word at a time.")
NUMBER_IN_WORDS = Control(
    "Number in words",
    "The network writes the number in digits, one at a time, and reads each digit before the next.",
)
GAP_SENTENCE = Control(
    "Sentence with a gap",
    "Type _ in place of the missing word. The network predicts which words fit.",
)

# Options of recall, dreams, latent space and parse tree

RECALL_START = Control(
    "Start from",
    "Start from the test example chosen below the network, or from what you draw or damage on "
    "the left.",
)
RECALL_STARTS = {"test": "Test image", "own": "Yours"}
NEW_DREAMS = Control("New dreams", "Start from new random noise.")
LATENT_HELP = (
    "The code has more values than the plane has axes. The others stay at the mean of the examples."
)
ACROSS = "Across"
UP = "Up"


def code(axis: str, number: int) -> str:
    """Name the value of a code that an axis of the plane shows."""
    return f"{axis}: code {number}"


YOUR_SENTENCE = "Your sentence"


def sentence_help(vocabulary: str) -> str:
    """Say which sentences can be parsed."""
    return (
        "Leave this empty to see the test example. A small grammar parses the sentence, unless "
        f"you group it with brackets, two parts in each pair. Vocabulary: {vocabulary}."
    )


# Patterns of your own

PATTERNS = Control("Draw", "Draw a pattern to store or recall, or damage a stored one.")
PATTERN_WAY = Control("How", "Draw a new pattern, or flip pixels of a stored one.")
PATTERN_WAYS = {"draw": "Draw", "damage": "Damage"}
COMPLETES = "The network completes the pattern while you draw. See Recall on the right."
STORE = Control("Store", "Add the pattern to the training data, and train until it is stored.")
REMOVE_MINE = Control("Remove mine", "Remove the patterns you drew from the data.")
PATTERN = Control("Pattern", "The stored pattern to damage.")
DAMAGE = Control(
    "Damage (%)", "Fraction of pixels to flip. From half on, the pattern's negative is closer."
)
OTHER_PIXELS = Control("Other pixels", "Flip a different random set of pixels of the same size.")
FINDS_BACK = "See Recall on the right: does the network find the stored pattern?"


def patterns_stored(count: int, most: int) -> str:
    """Say how many patterns of the visitor's own are stored."""
    return f"{count} of at most {most} patterns drawn and stored."


# A click on the network

LAYER = "Layer"
UNIT = "Unit"
WEIGHT = "Weight"
BIAS = "Bias"
FREEZE = Control("Freeze", "Training leaves its weights unchanged while other layers learn.")
UNFREEZE = Control("Unfreeze", "Training changes its weights again, from their present values.")
INCOMING_WEIGHTS = "Incoming weights, in the order of the inputs"
MEAN_OF_WEIGHTS = (
    "This link stands for several weights and shows their mean. Click a unit to see each weight."
)
NOT_READY = "The run is not ready yet. Close this dialog and try again in a moment."
NOT_FINITE = "not finite"
TYPE_A_VALUE = "Type a value and press Enter. The network uses it at once."


def layer_sizes(parameters: int, arithmetic: str, macs: int) -> str:
    """Write parameters and multiply-adds of one layer, with the arithmetic."""
    return f"{parameters:,} parameters: {arithmetic}.  \n{macs:,} multiply-adds per example."


def bias(layer: str, unit: int) -> str:
    """Name one bias."""
    return f"Bias of unit {unit} in {layer}"


def weight(layer: str, source: int, unit: int) -> str:
    """Name one weight."""
    return f"Weight from input {source} to unit {unit} in {layer}"
