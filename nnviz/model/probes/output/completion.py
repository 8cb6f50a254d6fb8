"""Text that a network writes: token after token, each read again before the next."""

import numpy as np

from nnviz.core.run.frames import Payload
from nnviz.core.spec.params import Param
from nnviz.data.sets.text.writing import typed, written
from nnviz.model.probes.probe import Live, Probe, Values

MOST_TOKENS = 12
LONGEST_TEXT = 300


def _writers_only(live: Live) -> str | None:
    if live.dataset.signature.writing in ("onward", "answer"):
        return None
    return "This network does not write text token by token."


def _completion(live: Live, values: Values) -> dict[str, Payload]:
    data = live.dataset
    tokens, place = typed(values["text"][:LONGEST_TEXT], data)
    chosen = np.zeros(MOST_TOKENS, np.int32)
    sure = np.zeros(MOST_TOKENS, np.float32)
    following: int | None = place
    for number in range(MOST_TOKENS):
        if following is None:
            break
        probabilities = live.head.probabilities(live.readout.outputs(tokens))[0, following]
        chosen[number] = probabilities.argmax()
        sure[number] = probabilities.max()
        following = written(data, tokens, following, int(chosen[number]))
    return {"token": chosen, "probability": sure}


COMPLETION = Probe(
    name="completion",
    sentence="How the network continues a typed text, always with the most probable token.",
    arrays={
        "token": f"({MOST_TOKENS},) token numbers in the order of writing; 0 after the end",
        "probability": f"({MOST_TOKENS},) the probability of each; 0 after the end",
    },
    read=_completion,
    options=(Param("text", "Text", "the", "The text to continue."),),
    fits=_writers_only,
)
