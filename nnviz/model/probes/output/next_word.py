"""The words that the network predicts after a typed beginning, or in a gap of it."""

import numpy as np

from nnviz.core.run.frames import Payload
from nnviz.core.spec.params import Param
from nnviz.data import encode_text
from nnviz.data.sets.text.writing import typed
from nnviz.model.probes.probe import Live, Probe, Values

MOST_WORDS = 8
_LONGEST_TEXT = 300


def _words_only(live: Live) -> str | None:
    signature = live.dataset.signature
    if signature.writing == "answer":
        return "This network writes digits; it does not predict the next word."
    if signature.view == "tokens" and signature.outputs == len(live.dataset.vocabulary):
        return None
    return "This dataset has no next word to predict."


def _next_word(live: Live, values: Values) -> dict[str, Payload]:
    data = live.dataset
    text = values["text"][:_LONGEST_TEXT]
    if data.signature.places:
        tokens, place = typed(text, data)
        sure = live.head.probabilities(live.readout.outputs(tokens))[0, place]
    else:
        (length,) = data.signature.input_shape
        tokens = encode_text(text, data.vocabulary, length)
        sure = live.head.probabilities(live.readout.outputs(tokens))[0]
    best = np.argsort(-sure, kind="stable")[:MOST_WORDS].astype(np.int32)
    return {"token": best, "probability": sure[best].astype(np.float32)}


NEXT_WORD = Probe(
    name="next_word",
    sentence="The most probable words after a typed beginning, or at its first gap.",
    arrays={
        "token": f"(words,) the {MOST_WORDS} most probable token numbers, best first",
        "probability": "(words,) their probabilities",
    },
    read=_next_word,
    options=(Param("text", "Beginning", "happy", "The words typed so far."),),
    fits=_words_only,
)
