"""Probes: named read-outs of a live model. Adding one is adding an entry to PROBES."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.errors import SpecError
from nnviz.core.run.frames import Payload
from nnviz.core.run.run import ProbeRequest
from nnviz.core.spec.params import complete
from nnviz.model.probes.activations.activations import DISTRIBUTIONS, LAYER_MAPS, STATES, UNITS
from nnviz.model.probes.activations.projection import PROJECTION
from nnviz.model.probes.activations.top_activations import TOP_ACTIVATIONS
from nnviz.model.probes.attention.attention import ATTENTION
from nnviz.model.probes.convolution.convolution import ARITHMETIC, KERNELS
from nnviz.model.probes.convolution.dream import DREAM
from nnviz.model.probes.convolution.explanations import GRAD_CAM, OCCLUSION, SALIENCY
from nnviz.model.probes.convolution.filter_history import FILTER_HISTORY
from nnviz.model.probes.generative.adversaries import ADVERSARIES, BENT_NOISE
from nnviz.model.probes.generative.energy import COUPLINGS, FANTASIES, HIDDEN_FILTERS, RECALL
from nnviz.model.probes.generative.latent_plane import DECODE
from nnviz.model.probes.learning.backprop import BACKPROP
from nnviz.model.probes.learning.loss_surface import LOSS_SURFACE
from nnviz.model.probes.learning.trail import GRADIENT_FLOW, WEIGHTS_OVER_TIME
from nnviz.model.probes.network.layers import LAYERS
from nnviz.model.probes.network.links import LINKS, WEIGHTS
from nnviz.model.probes.network.mesh import MESH
from nnviz.model.probes.output.answers import CONFUSION, FORECAST, PREDICTIONS, SAMPLES
from nnviz.model.probes.output.completion import COMPLETION
from nnviz.model.probes.output.curves import CURVES
from nnviz.model.probes.output.experts import EXPERTS
from nnviz.model.probes.output.next_word import NEXT_WORD
from nnviz.model.probes.output.parse_tree import TREE, WHOLE_SENTENCES
from nnviz.model.probes.output.ranking import ANSWER, RANKING
from nnviz.model.probes.output.reconstruction import ERRORS, RECONSTRUCTION
from nnviz.model.probes.output.siamese import SIAMESE
from nnviz.model.probes.output.surface import SURFACE
from nnviz.model.probes.preparation import PREPARATION
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit
from nnviz.model.probes.recurrence.recurrent import (
    RECURRENT,
    RECURRENT_UNIT,
    THROUGH_TIME,
    UNROLLED,
)
from nnviz.model.probes.recurrence.similar_spans import SIMILAR_SPANS
from nnviz.model.probes.tiles import TILES, UNIT

PROBES: Mapping[str, Probe] = MappingProxyType(
    {
        probe.name: probe
        for probe in (
            TILES,
            LINKS,
            SURFACE,
            CURVES,
            CONFUSION,
            SAMPLES,
            PREDICTIONS,
            FORECAST,
            NEXT_WORD,
            RECONSTRUCTION,
            ERRORS,
            DECODE,
            COMPLETION,
            TREE,
            WHOLE_SENTENCES,
            UNIT,
            WEIGHTS,
            LAYERS,
            RANKING,
            ANSWER,
            RECURRENT,
            RECURRENT_UNIT,
            THROUGH_TIME,
            SIMILAR_SPANS,
            UNROLLED,
            BACKPROP,
            GRADIENT_FLOW,
            WEIGHTS_OVER_TIME,
            LOSS_SURFACE,
            UNITS,
            LAYER_MAPS,
            STATES,
            DISTRIBUTIONS,
            TOP_ACTIVATIONS,
            PROJECTION,
            ARITHMETIC,
            KERNELS,
            FILTER_HISTORY,
            SALIENCY,
            GRAD_CAM,
            OCCLUSION,
            DREAM,
            ATTENTION,
            ADVERSARIES,
            BENT_NOISE,
            RECALL,
            COUPLINGS,
            HIDDEN_FILTERS,
            FANTASIES,
            MESH,
            SIAMESE,
            EXPERTS,
            PREPARATION,
        )
    }
)
"""Every probe by name."""

__all__ = ["PROBES", "Live", "Probe", "ProbeMisfit", "read_probe"]


def read_probe(live: Live, request: ProbeRequest) -> dict[str, Payload]:
    """Answer one request.

    Raises:
        SpecError: There is no such probe, or an option is unknown or out of range.
        ProbeMisfit: The probe does not fit, with the reason in words.
    """
    if request.probe not in PROBES:
        raise SpecError(f"one of the probes {', '.join(PROBES)}", repr(request.probe))
    probe = PROBES[request.probe]
    values = complete(probe.options, request.options, f"probe {probe.name}")
    if reason := probe.fits(live):
        raise ProbeMisfit(reason)
    return probe.read(live, values)
