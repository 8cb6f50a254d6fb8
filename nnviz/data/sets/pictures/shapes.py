"""Drawn shapes: circle, square, triangle, star and cross on 28x28 pixels."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, noise_param, share, whole
from nnviz.data.sets.pictures.digits import with_noise
from nnviz.data.sets.split import cut, stratified_split

SIZE = 28
RADIUS = 8.5
FINER = 4
"""Shapes are drawn this many times larger and then averaged, which smooths their edges."""

NAMES = ("circle", "square", "triangle", "star", "cross")
_SIGNATURE = DataSignature((SIZE, SIZE, 1), "multiclass", len(NAMES), "image")


def outline(name: str) -> NDArray[np.float64]:
    """Return the corners of a shape around the origin, `(corners, 2)`, farthest distance 1.

    Y points down, as on a screen. A circle is a polygon of 48 corners.
    """
    if name == "cross":
        arm = 0.3
        corners = [(arm, -1), (arm, -arm), (1, -arm), (1, arm), (arm, arm), (arm, 1)]
        half = np.array(corners, float)
        points = np.concatenate([half, -half])
        return points / np.hypot(1, arm)
    corners, inner = {
        "circle": (48, 1.0),
        "square": (4, 1.0),
        "triangle": (3, 1.0),
        "star": (10, 0.42),
    }[name]
    start = np.pi / 4 if name == "square" else 0.0
    angle = start + 2 * np.pi * np.arange(corners) / corners
    radius = np.where(np.arange(corners) % 2, inner, 1.0)
    return np.stack([radius * np.sin(angle), -radius * np.cos(angle)], axis=1)


def draw(name: str, centre: tuple[float, float], radius: float, turn: float) -> NDArray[np.float32]:
    """Draw one white shape on black with smooth edges.

    Args:
        name: One of `NAMES`.
        centre: Column and row of its centre, in pixels.
        radius: Distance of its farthest corner from the centre, in pixels.
        turn: Rotation in radians, clockwise as seen.

    Returns:
        float32 `(28, 28)`, 0 to 1.
    """
    cos, sin = np.cos(turn), np.sin(turn)
    corners = outline(name) @ np.array([[cos, sin], [-sin, cos]]) * radius + np.array(centre)
    image = Image.new("L", (SIZE * FINER, SIZE * FINER))
    ImageDraw.Draw(image).polygon([tuple(corner) for corner in corners * FINER], fill=255)
    return np.asarray(image.reduce(FINER), np.float32) / np.float32(255)


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    count = whole(spec, "count")
    y = (np.arange(count) % len(NAMES)).astype(np.int32)
    parts = stratified_split(y, spec.train_share, rng)
    radius = RADIUS * (1 + share(spec, "size") * rng.uniform(-1, 1, count))
    room = SIZE / 2 - radius
    shift = share(spec, "position") * room[:, None] * rng.uniform(-1, 1, (count, 2))
    centre = SIZE / 2 + shift
    turn = np.deg2rad(whole(spec, "rotation")) * rng.uniform(-1, 1, count)
    drawn = [
        draw(NAMES[y[i]], (centre[i, 0], centre[i, 1]), radius[i], turn[i]) for i in range(count)
    ]
    x = with_noise(np.stack(drawn)[..., None], share(spec, "noise"), rng)
    return replace(
        cut(spec.name, _SIGNATURE, x, y, parts),
        class_names=NAMES,
        note="Watch the first filters turn into edge detectors; rotation makes it harder.",
    )


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


SHAPES = DatasetKind(
    name="shapes",
    label="Shapes",
    category="Images",
    sentence="Circles, squares, triangles, stars and crosses on 28×28 pixels.",
    default_train_share=0.8,
    signature=_signature,
    make=_make,
    params=(
        Param(
            "count", "Images", 1000, "How many images to generate.", low=200, high=3000, step=100
        ),
        Param(
            "position",
            "Position",
            50,
            "How far shapes may lie from the centre, as a fraction of the available space.",
            low=0,
            high=100,
            step=10,
            unit="%",
        ),
        Param("size", "Size", 20, "How much the sizes vary.", low=0, high=50, step=5, unit="%"),
        Param(
            "rotation",
            "Rotation",
            15,
            "Largest rotation in either direction.",
            low=0,
            high=180,
            step=5,
            unit="°",
        ),
        noise_param("Standard deviation of the noise on every pixel."),
    ),
)
