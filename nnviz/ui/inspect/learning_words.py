"""Every sentence of the page Learning."""

from nnviz.ui.control import Control

# Learning

LEARNING = Control("Learning", "How the network learns: forward, backward, update.")
ONE_STEP = "One step, number by number"
GRADIENTS = "Gradient of each layer"
WEIGHTS_OVER_TIME = "Weights over time"
LOSS_SURFACE = "Loss surface"
LEARNING_VIEWS_HELP = "One training step in all its numbers, or the whole run."
OPEN_SMALL = Control(
    "Open a small network", "The starter Circle: two inputs, two hidden layers, one output."
)
BACK = "Back"
NEXT = "Next"
STAGE = Control("Stage of the step", "From the example at the input to the updated weights.")
MOVE_HELP = "One stage back or forward."
BACKPROP = (
    "z is a weighted sum, a an activation; da and dz are the derivatives of the loss with respect "
    "to them. Blue links are positive, dashed orange ones negative. Click a unit for its numbers."
)
TRY_DEEP = "Try a deep network:"
GRADIENT_FLOW = (
    "Root mean square of the gradient of the loss with respect to each layer's weights, on 64 "
    "training examples. Backpropagation runs from bottom to top: where the colour fades upwards, "
    "the gradient vanishes, and the first layers cannot learn."
)
NO_WEIGHTS = "This network has no weights, so nothing in it learns."
LEARNING_LAYER = Control("Layer", "The layer whose weights are counted.")
OVER_TIME_CAPTION = (
    "Each column is a checkpoint, from the first step on the left to now. The darker a cell, the "
    "more values fall into it. Gradients close to 0 have done their work, or have vanished."
)
DIRECTIONS = "Directions"
SURFACE_WAYS = {"path": "Along the path", "random": "Random directions"}
OTHER_DIRECTIONS = Control("Other directions", "Draw two other random directions.")
SURFACE = (
    "All weights together are one point in a space with an axis for each weight; this is a plane "
    "through it. Blue is a low loss, orange a high one; the line is the path of training. Random "
    "directions are scaled filter by filter, after Li et al. (2018), Visualizing the Loss "
    "Landscape of Neural Nets."
)
