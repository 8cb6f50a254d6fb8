"""The bundled handwritten digits, 8x8 pixels."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.kind import DatasetKind, noise_param, share
from nnviz.data.sets.split import cut, stratified_split

_SIGNATURE = DataSignature((8, 8, 1), "multiclass", 10, "image")


def with_noise(
    images: NDArray[np.float32], amount: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Add Gaussian noise to every pixel and keep the result within 0 to 1.

    Args:
        images: float32 `(n, height, width, 1)`, 0 to 1.
        amount: Standard deviation of the noise.
        rng: Source of randomness.
    """
    if amount == 0:
        return images
    spread = rng.standard_normal(images.shape, dtype=np.float32) * np.float32(amount)
    return np.clip(images + spread, 0, 1).astype(np.float32, copy=False)


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    pixels, digits = bundled(spec.name)
    parts = stratified_split(digits, spec.train_share, rng)
    images = (pixels.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    x = with_noise(images, share(spec, "noise"), rng)
    return replace(
        cut(spec.name, _SIGNATURE, x, digits.astype(np.int32), parts),
        class_names=tuple("0123456789"),
        note="1,797 digits by 43 people: see which ones are confused, such as 1 and 8.",
    )


DIGITS = DatasetKind(
    name="digits",
    label="Digits",
    category="Images",
    sentence="Handwritten digits of 8×8 pixels by real people.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(noise_param("Standard deviation of the noise on every pixel."),),
)
