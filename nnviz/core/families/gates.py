"""What recurrent layers compute at every step, gate by gate, in the order of Keras's weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Gate:
    """One weighted sum that every unit of a recurrent layer computes at each step.

    Attributes:
        name: Name of its array in probes.
        label: What it is called on pages.
        sentence: What it decides, in one plain sentence.
        squashed: Whether it passes through a sigmoid, so that it is between 0 (closed) and 1
            (open); otherwise through the layer's activation.
    """

    name: str
    label: str
    sentence: str
    squashed: bool = True


_INPUT = Gate("input", "Input gate", "How much of the candidate is written into the cell.")
_FORGET = Gate("forget", "Forget gate", "How much of the old cell state is kept; 0 erases it.")
_CANDIDATE = Gate("candidate", "Candidate", "The new values that could be stored.", squashed=False)
_OUTPUT = Gate("output", "Output gate", "How much of the cell state appears in the hidden state.")
_UPDATE = Gate("update", "Update gate", "How much of the old state is kept; 1 keeps all of it.")
_RESET = Gate("reset", "Reset gate", "How much of the old state the candidate sees.")
_STATE = Gate("candidate", "New state", "The new hidden state itself.", squashed=False)

GATES: Mapping[str, tuple[Gate, ...]] = MappingProxyType(
    {
        "simple_rnn": (_STATE,),
        "lstm": (_INPUT, _FORGET, _CANDIDATE, _OUTPUT),
        "gru": (_UPDATE, _RESET, _CANDIDATE),
    }
)
"""The gates of every kind of recurrent layer, in the order of Keras's weights."""

ROWS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "simple_rnn": (("hidden", "Hidden state"),),
        "lstm": (
            ("hidden", "Hidden state"),
            ("cell", "Cell state"),
            *((gate.name, gate.label) for gate in (_FORGET, _INPUT, _CANDIDATE, _OUTPUT)),
        ),
        "gru": (
            ("hidden", "Hidden state"),
            *((gate.name, gate.label) for gate in (_UPDATE, _RESET, _CANDIDATE)),
        ),
    }
)
"""What can be shown over time for each kind: array and label, the most informative first."""

DIRECTIONS = ("forward", "backward")
"""The two ways in which a bidirectional layer reads a sequence."""
