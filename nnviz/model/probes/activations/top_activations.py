"""The examples with the top activations of one unit."""

import numpy as np

from nnviz.core.run.frames import Payload, Quantized
from nnviz.core.run.sampling import affordable, spread_rows
from nnviz.core.spec.params import Param
from nnviz.model.probes.probe import SET, Live, Probe, Values, shown_channels
from nnviz.model.probes.responses import LAYER, UNIT, responses, unit_of

MOST_EXAMPLES = 1_000


def _top_activations(live: Live, values: Values) -> dict[str, Payload]:
    name, count = values["layer"], values["count"]
    inputs, _ = live.split(values["split"])
    rows = spread_rows(len(inputs), affordable(live.shapes, MOST_EXAMPLES, (name,)))
    found = unit_of(responses(live, name, inputs[rows]), name, values["unit"])
    # The maximum counts: a filter responds to an example if it does so at one position.
    strength = found.reshape(len(found), -1).max(axis=1)
    best = np.argsort(-strength, kind="stable")[:count]
    arrays: dict[str, Payload] = {
        "number": rows[best].astype(np.int32),
        "activation": strength[best].astype(np.float32),
        "looked": np.array([len(rows)], np.int32),
    }
    if live.dataset.signature.view == "image":
        pictures = shown_channels(inputs[rows[best]].astype(np.float32))
        arrays["pictures"] = Quantized(pictures[:, ::-1], 0.0, 1.0)
    return arrays


TOP_ACTIVATIONS = Probe(
    name="top_activations",
    sentence="The examples with the top activations of one unit.",
    arrays={
        "number": "(examples,) their positions in the data, the strongest first",
        "activation": "(examples,) the unit's largest activation over positions and time",
        "looked": f"(1,) examples compared, at most {MOST_EXAMPLES:,}",
        "pictures": "(examples, rows, columns) 0..1, for images; bottom row first; with an axis "
        "of red, green and blue where they have three channels",
    },
    read=_top_activations,
    options=(
        LAYER, UNIT, SET,
        Param("count", "Examples", 12, "How many examples.", low=1, high=48, step=1),
    ),
)  # fmt: skip
