"""Probes: named read-outs of a live model. Adding one is adding an entry to PROBES."""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.errors import SpecError
from nnviz.core.frames import Payload
from nnviz.core.params import complete
from nnviz.core.run import ProbeRequest
from nnviz.model.probes.activations import DISTRIBUTIONS, LAYER_MAPS, STATES, UNITS
from nnviz.model.probes.adversaries import ADVERSARIES, BENT_NOISE
from nnviz.model.probes.answers import CONFUSION, FORECAST, PREDICTIONS, SAMPLES
from nnviz.model.probes.attention import ATTENTION
from nnviz.model.probes.backprop import BACKPROP
from nnviz.model.probes.completion import COMPLETION
from nnviz.model.probes.convolution import ARITHMETIC, KERNELS
from nnviz.model.probes.copies import COPIES, ERRORS
from nnviz.model.probes.curves import CURVES
from nnviz.model.probes.decode import DECODE
from nnviz.model.probes.dream import DREAM
from nnviz.model.probes.energy import COUPLINGS, FANTASIES, HIDDEN_FILTERS, RECALL
from nnviz.model.probes.exciters import EXCITERS
from nnviz.model.probes.experts import EXPERTS
from nnviz.model.probes.explanations import GRAD_CAM, OCCLUSION, SALIENCY
from nnviz.model.probes.filter_moments import FILTER_MOMENTS
from nnviz.model.probes.layers import LAYERS
from nnviz.model.probes.links import LINKS, WEIGHTS
from nnviz.model.probes.loss_surface import LOSS_SURFACE
from nnviz.model.probes.mesh import MESH
from nnviz.model.probes.next_word import NEXT_WORD
from nnviz.model.probes.preparation import PREPARATION
from nnviz.model.probes.probe import Live, Probe, ProbeMisfit
from nnviz.model.probes.projection import PROJECTION
from nnviz.model.probes.ranking import ANSWER, RANKING
from nnviz.model.probes.recurrent import RECURRENT, RECURRENT_UNIT, THROUGH_TIME, UNROLLED
from nnviz.model.probes.spans import SIMILAR_SPANS
from nnviz.model.probes.surface import SURFACE
from nnviz.model.probes.tiles import TILES, UNIT
from nnviz.model.probes.trail import GRADIENT_FLOW, WEIGHTS_OVER_TIME
from nnviz.model.probes.trees import TREE, WHOLE_SENTENCES
from nnviz.model.probes.twins import TWINS

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
            COPIES,
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
            EXCITERS,
            PROJECTION,
            ARITHMETIC,
            KERNELS,
            FILTER_MOMENTS,
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
            TWINS,
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
        raise SpecError(f"a probe among {', '.join(PROBES)}", repr(request.probe))
    probe = PROBES[request.probe]
    values = complete(probe.options, request.options, f"probe {probe.name}")
    if reason := probe.fits(live):
        raise ProbeMisfit(reason)
    return probe.read(live, values)
