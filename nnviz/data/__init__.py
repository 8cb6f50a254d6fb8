"""Datasets: generated, drawn or bundled, all seeded, all offline, all one Dataset record."""

from nnviz.data.catalogue import DATASETS, check, default_spec, kind_of, load, signature
from nnviz.data.sets.features import PLANE_FEATURES, Feature, plane_features
from nnviz.data.sets.kind import Category, DatasetKind
from nnviz.data.sets.text.corpus import encode_text, tokenize

__all__ = [
    "DATASETS",
    "PLANE_FEATURES",
    "Category",
    "DatasetKind",
    "Feature",
    "check",
    "default_spec",
    "encode_text",
    "kind_of",
    "load",
    "plane_features",
    "signature",
    "tokenize",
]
