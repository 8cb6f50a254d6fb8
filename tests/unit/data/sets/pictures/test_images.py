"""Digits and drawn shapes."""

import numpy as np
import pytest

from nnviz.data import default_spec, load
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.pictures.digits import with_noise
from nnviz.data.sets.pictures.shapes import NAMES, draw, outline


def everything(dataset):
    return (
        np.concatenate([dataset.x_train, dataset.x_test]),
        np.concatenate([dataset.y_train, dataset.y_test]),
    )


def shapes(**options):
    still = {"count": 200, "position": 0, "size": 0, "rotation": 0, "noise": 0}
    return everything(load(default_spec("shapes").changed(options=still | options)))


def test_digits_are_all_of_the_bundled_ones_divided_by_sixteen():
    x, y = everything(load(default_spec("digits")))
    assert len(x) == 1797
    pixels, digits = bundled("digits")
    assert np.bincount(y).tolist() == np.bincount(digits).tolist()
    ours = {(image.tobytes(), label) for image, label in zip(x, y, strict=True)}
    theirs = (pixels.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    assert ours == {(image.tobytes(), label) for image, label in zip(theirs, digits, strict=True)}


def test_every_digit_is_tested_in_proportion():
    made = load(default_spec("digits"))
    counts = np.bincount(np.concatenate([made.y_train, made.y_test]))
    assert np.abs(np.bincount(made.y_test) - counts * 360 / 1797).max() <= 1


def test_noise_keeps_the_split():
    clean = load(default_spec("digits"))
    noisy = load(default_spec("digits").changed(options={"noise": 20}))
    np.testing.assert_array_equal(clean.y_train, noisy.y_train)
    assert not np.array_equal(clean.x_train, noisy.x_train)


def test_no_noise_changes_nothing():
    images = np.full((2, 3, 3, 1), 0.25, np.float32)
    assert with_noise(images, 0.0, np.random.default_rng(0)) is images


def test_noise_has_its_deviation_and_is_cut_off():
    images = np.full((1, 200, 200, 1), 0.5, np.float32)
    slight = with_noise(images, 0.1, np.random.default_rng(0))
    assert slight.std() == pytest.approx(0.1, rel=0.02)
    strong = with_noise(images, 2.0, np.random.default_rng(0))
    assert (strong.min(), strong.max()) == (0, 1)
    assert strong.dtype == np.float32


def test_shapes_are_balanced():
    _, y = shapes(count=300)
    assert np.bincount(y).tolist() == [60] * 5


def test_without_variation_all_shapes_of_a_kind_are_equal():
    x, y = shapes()
    assert len({image.tobytes() for image in x}) == 5
    for kind in range(5):
        assert len({image.tobytes() for image in x[y == kind]}) == 1


@pytest.mark.parametrize("option", ["position", "size", "rotation", "noise"])
def test_every_option_makes_shapes_differ(option):
    x, _ = shapes(**{option: 50})
    assert len({image.tobytes() for image in x}) > 100


def test_shapes_never_leave_the_image():
    made = everything(
        load(
            default_spec("shapes").changed(
                options={"position": 100, "size": 50, "rotation": 180, "noise": 0}
            )
        )
    )[0]
    ink = made.sum(axis=(1, 2, 3))
    # The smallest cross has 4.25 pixels of radius; a shape cut by the border would lose ink.
    assert ink.min() > 15
    assert (made[:, 0].sum() + made[:, -1].sum() + made[:, :, 0].sum()) / len(made) < 1


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("circle", np.pi),
        ("square", 2.0),
        ("triangle", 3 * np.sqrt(3) / 4),
        ("star", 10 * 0.5 * 0.42 * np.sin(np.pi / 5)),
        ("cross", (4 * 0.6 - 0.36) / 1.09),
    ],
)
def test_a_shape_covers_its_area(name, area):
    image = draw(name, (14.0, 14.0), 10.0, 0.3)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.sum() == pytest.approx(area * 100, rel=0.06)
    assert ((image > 0) & (image < 1)).any()


@pytest.mark.parametrize("name", NAMES)
def test_the_farthest_corner_has_distance_one(name):
    assert np.hypot(*outline(name).T).max() == pytest.approx(1)


def test_a_triangle_points_up_and_half_a_turn_points_it_down():
    up, down = (draw("triangle", (14.0, 14.0), 12.0, turn) for turn in (0.0, np.pi))
    rows = np.arange(28)
    assert (up.sum(axis=1) * rows).sum() / up.sum() == pytest.approx(14, abs=1)
    assert up[4].sum() < up[18].sum()
    np.testing.assert_allclose(down.sum(), up.sum(), rtol=0.03)
    assert down[9].sum() > down[23].sum()


def test_a_quarter_turn_clockwise_moves_the_tip_to_the_right():
    image = draw("triangle", (14.0, 14.0), 12.0, np.pi / 2)
    assert image[:, 9].sum() > image[:, 23].sum() > 0
    assert image[:, 25:].sum() > 0
    assert image[:, :7].sum() == 0


def test_a_shape_lies_where_it_is_put():
    image = draw("square", (8.0, 19.0), 5.0, 0.0)
    rows, columns = np.mgrid[:28, :28] + 0.5
    assert (image * columns).sum() / image.sum() == pytest.approx(8, abs=0.2)
    assert (image * rows).sum() / image.sum() == pytest.approx(19, abs=0.2)
