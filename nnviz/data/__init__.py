"""Datasets: generated, drawn or bundled, all seeded, all offline, all one Dataset record."""

from nnviz.data.bundled import preload
from nnviz.data.catalogue import DATASETS, check, default_spec, kind_of, load, signature
from nnviz.data.corpus import encode_text, tokenize
from nnviz.data.features import PLANE_FEATURES, Feature, plane_features
from nnviz.data.kind import Category, DatasetKind

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
    "preload",
    "signature",
    "tokenize",
]
