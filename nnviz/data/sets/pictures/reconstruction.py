"""Handwritten digits to reconstruct: for autoencoders, with or without noise."""

from dataclasses import replace

import numpy as np

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.kind import DatasetKind, noise_param, share
from nnviz.data.sets.pictures.digits import with_noise
from nnviz.data.sets.split import cut, stratified_split

_SIGNATURE = DataSignature((8, 8, 1), "regression", 1, "image", places=(8, 8))


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return noisy images as inputs and clean ones as targets, both `(n, 8, 8, 1)`."""
    pixels, digits = bundled("digits")
    train, test = stratified_split(digits, spec.train_share, rng)
    clean = (pixels.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    noisy = with_noise(clean, share(spec, "noise"), rng)
    shown = digits.astype(np.int32)
    return replace(
        cut(spec.name, _SIGNATURE, noisy, clean, (train, test)),
        group_names=tuple("0123456789"),
        group_train=shown[train],
        group_test=shown[test],
        target_name="Brightness",
        note="The network never learns which digit it sees; it only has to reconstruct it.",
    )


DIGITS_AGAIN = DatasetKind(
    name="digits_again",
    label="Digit reconstruction",
    category="Images",
    sentence="Handwritten digits of 8×8 pixels for the network to reconstruct.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        noise_param("Standard deviation of the noise on every input pixel; the target is clean."),
    ),
)
