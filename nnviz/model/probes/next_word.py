"""The words that the network expects after a typed beginning."""

import numpy as np

from nnviz.core.frames import Payload
from nnviz.core.params import Param
from nnviz.data import encode_text
from nnviz.model.probes.probe import Live, Probe, Values

MOST_WORDS = 8
_LONGEST_TEXT = 300


def _words_only(live: Live) -> str | None:
    signature = live.dataset.signature
    if signature.view == "tokens" and signature.outputs == len(live.dataset.vocabulary):
        return None
    return "These data have no next word to predict."


def _next_word(live: Live, values: Values) -> dict[str, Payload]:
    data = live.dataset
    (length,) = data.signature.input_shape
    tokens = encode_text(values["text"][:_LONGEST_TEXT], data.vocabulary, length)
    sure = live.head.probabilities(live.readout.outputs(tokens))[0]
    best = np.argsort(-sure, kind="stable")[:MOST_WORDS].astype(np.int32)
    return {"token": best, "probability": sure[best].astype(np.float32)}


NEXT_WORD = Probe(
    name="next_word",
    sentence="The words expected after a typed beginning.",
    arrays={
        "token": f"(words,) the {MOST_WORDS} most probable token numbers, best first",
        "probability": "(words,) their probabilities",
    },
    read=_next_word,
    options=(Param("text", "Beginning", "happy", "The words typed so far."),),
    fits=_words_only,
)
