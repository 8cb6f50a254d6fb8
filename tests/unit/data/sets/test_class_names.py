"""Every name of a class or group belongs to what it says, told from the data alone."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from nnviz.data import DATASETS, default_spec, load
from nnviz.data.sets.plane.sectors import sector_labels

VOCABULARIES = {"next_word", "go_on", "fill_gaps", "spell_numbers"}
"""Sets whose classes are the words themselves."""


@cache
def made(name):
    """Each set once."""
    return load(default_spec(name))


def named(name, **options):
    """Return the data and the name of every example of both parts, with inputs and planes."""
    spec = default_spec(name)
    changed = spec.changed(options={**spec.options, **options})
    data = load(changed) if options else made(name)
    x = np.concatenate([data.x_train, data.x_test])
    known = [data.known("train"), data.known("test")]
    numbers = np.concatenate([part for part in known if part is not None]).astype(int)
    plane = np.concatenate([data.plane_train, data.plane_test])
    return data, x, plane, np.array(data.known_names)[numbers]


def test_every_set_with_names_is_looked_at():
    known_names = {name for name in DATASETS if made(name).known_names}
    named_at_places = {name for name in DATASETS if made(name).class_names}
    looked_at = {
        "circle", "xor", "gauss", "spiral", "moons", "blobs", "sectors", "distributions", "digits",
        "shapes", "some_digits", "some_shapes", "digit_pairs", "digits_again", "find_circles",
        "patterns", "iris", "wine", "breast_cancer", "transactions", "recall", "parity", "spam",
        "sentiment", "parsed_sentiment",
    }  # fmt: skip
    assert known_names | named_at_places == looked_at | VOCABULARIES


@pytest.mark.parametrize(
    ("name", "positive"),
    [
        ("circle", lambda p: np.hypot(*p.T) < 2.5),
        ("xor", lambda p: p[:, 0] * p[:, 1] > 0),
        ("gauss", lambda p: p.sum(axis=1) > 0),
        ("sectors", lambda p: sector_labels(p) == 1),
    ],
)
def test_points_are_positive_where_they_should_be(name, positive):
    _, _, plane, names = named(name)
    assert (positive(plane) == (names == "positive")).mean() > 0.98


def test_the_positive_arm_of_the_spiral_begins_upwards():
    _, _, plane, names = named("spiral")
    radius = np.hypot(*plane.T)
    turned = np.arctan2(plane[:, 0], plane[:, 1]) - 1.75 * radius / 5 * 2 * np.pi
    arm = np.cos(turned) > 0
    assert (arm == (names == "positive"))[radius > 1].mean() > 0.98


def test_the_upper_moon_is_above_and_blobs_follow_one_another_on_their_ring():
    _, _, plane, names = named("moons")
    assert plane[names == "upper moon", 1].mean() > 0 > plane[names == "lower moon", 1].mean()
    _, _, plane, names = named("blobs")
    middles = [plane[names == name].mean(axis=0) for name in "ABC"]
    angles = [np.arctan2(y, x) for x, y in middles]
    steps = np.diff([*angles, angles[0]]) % (2 * np.pi)
    assert steps == pytest.approx([2 * np.pi / 3] * 3, abs=0.2)


def test_sectors_have_their_sides():
    # Right of the origin, the border is turned by 60 degrees: below it lies the positive class.
    assert sector_labels(np.array([[4.0, -2.0], [2.0, 2.0]])).tolist() == [0, 1]


def test_real_rows_hold_a_point_and_made_ones_only_noise():
    _, x, _, names = named("distributions")
    points = np.abs(x[:, :2]).sum(axis=1) > 0
    assert (points == (names == "real")).all()


@pytest.fixture(scope="module")
def digit_of():
    """Which digit a picture is, by the original data."""
    original: Any = load_digits()
    table = {
        np.asarray(image, np.float32).tobytes(): str(digit)
        for image, digit in zip(original["images"] / 16, original["target"], strict=True)
    }
    return lambda image: table[np.ascontiguousarray(image[..., 0], np.float32).tobytes()]


@pytest.mark.parametrize("name", ["digits", "digits_again"])
def test_digits_are_called_what_they_are(name, digit_of):
    _, x, _, names = named(name)
    assert [digit_of(image) for image in x] == list(names)


def test_pairs_are_the_same_where_both_digits_are(digit_of):
    _, x, _, names = named("digit_pairs")
    for pair, name in zip(x[::7], names[::7], strict=True):
        equal = digit_of(pair[:, :8]) == digit_of(pair[:, 8:])
        assert name == ("same" if equal else "different")


def test_some_digits_are_the_original_ones_under_noise():
    data, x, _, names = named("some_digits")
    original: Any = load_digits()
    images = (original["images"] / 16).reshape(-1, 64)
    # The mean of all pictures of a digit is nearest to the original mean of that digit.
    means = np.array([images[original["target"] == digit].mean(axis=0) for digit in range(10)])
    for name in data.class_names:
        middle = x[names == name].reshape(-1, 64).mean(axis=0)
        assert str(np.abs(means - middle).sum(axis=1).argmin()) == name


def spread(image):
    """The ink of a shape as a share of the circle around it."""
    y, x = np.nonzero(image > 0.5)
    farthest = np.hypot(y - y.mean(), x - x.mean()).max() + 0.5
    return len(y) / (np.pi * farthest**2)


def test_shapes_fill_as_much_of_their_circle_as_they_should():
    _, x, _, names = named("shapes")
    found = {name: np.median([spread(image[..., 0]) for image in x[names == name]])
             for name in ("circle", "square", "cross", "triangle", "star")}  # fmt: skip
    assert found["circle"] == pytest.approx(0.9, abs=0.05)
    assert found["square"] == pytest.approx(2 / np.pi, abs=0.05)
    assert found["cross"] == pytest.approx(0.57, abs=0.04)
    assert found["triangle"] == pytest.approx(0.43, abs=0.03)


def corners(image):
    """How strongly the outline goes in and out on its way round, at three and at five places."""
    y, x = np.nonzero(image > 0.5)
    angle = np.arctan2(y - y.mean(), x - x.mean())
    radius = np.hypot(y - y.mean(), x - x.mean())
    edge = np.array([radius[np.abs(angle - at) < 0.2].max(initial=0)
                     for at in np.linspace(-np.pi, np.pi, 60, endpoint=False)])  # fmt: skip
    waves = np.abs(np.fft.rfft(edge))
    return int(waves[3:6].argmax()) + 3


def test_triangles_have_three_tips_and_stars_five():
    _, x, _, names = named("shapes")
    for name, tips in (("triangle", 3), ("square", 4), ("cross", 4), ("star", 5)):
        found = [corners(image[..., 0]) for image in x[names == name][:60]]
        assert np.mean([one == tips for one in found]) > 0.8, name


def test_some_shapes_are_the_shapes_they_are_called():
    data, x, _, names = named("some_shapes", noise=0)
    assert data.class_names == ("square", "triangle", "star")
    for name, tips in (("square", 4), ("triangle", 3), ("star", 5)):
        found = [corners(image[..., 0]) for image in x[names == name][:60]]
        assert np.mean([one == tips for one in found]) > 0.6, name


def test_what_is_called_a_circle_is_inked_and_round():
    data = made("find_circles")
    assert data.class_names[1] == "circle"
    for image, mask in zip(data.x_test[:20, ..., 0], data.y_test[:20], strict=True):
        assert not (mask == 1).any() or image[mask == 1].mean() > 0.5
        assert (mask == 1).mean() < 0.5
        assert image[mask == 0].mean() < 0.4


def test_patterns_are_the_pictures_they_are_called():
    data = made("patterns")
    marks = {
        "fish": lambda p: not p[0].any() and p[3].all(),
        "cross": lambda p: (p == p.T).all() and p[0, 0] and not p[0, 3],
        "smile": lambda p: not p[2, 2] and not p[2, 5] and not p[0, 0],
        "letter T": lambda p: p[:3].all() and not p[4, 0],
        "anchor": lambda p: p[4, 0] and not p[1, 0] and p[7, 3],
    }
    for picture, group in zip(data.x_train[..., 0], data.group_train, strict=True):
        found = [name for name, fits in marks.items() if fits(picture > 0.5)]
        assert found == [data.group_names[group]]


def means(name, column):
    """The mean of a column in its own unit, by class."""
    data, x, _, names = named(name)
    at = next(n for n, label in enumerate(data.feature_names) if label.startswith(column))
    values = x[:, at] * data.feature_scale[at] + data.feature_mean[at]
    return [values[names == one].mean() for one in data.known_names]


def test_flowers_wines_and_tumours_have_the_sizes_of_their_kind():
    setosa, versicolor, virginica = means("iris", "petal length")
    assert setosa < 2 < versicolor < 4.7 < virginica
    first, second, third = means("wine", "proline")
    assert first > 1000 > third > 600 > second
    malignant, benign = means("breast_cancer", "mean radius")
    assert malignant > 17 > benign


def test_unusual_payments_are_the_odd_ones():
    data, x, _, names = named("transactions")
    assert not data.group_train.any()
    # Amount and balance belong together in a usual payment.
    amount, balance = np.asarray(x[:, 0], np.float64), np.asarray(x[:, 1], np.float64)
    apart = np.abs(amount + balance)
    assert apart[names == "unusual"].mean() > 3 * apart[names == "usual"].mean()


def test_sequences_are_called_by_their_first_symbol_and_by_their_sum():
    data, x, _, names = named("recall")
    first = np.array(data.feature_names)[x[:, 0].argmax(axis=1)]
    assert list(first) == list(names)
    _, x, _, names = named("parity")
    assert list(np.where(x.sum(axis=(1, 2)) % 2, "odd", "even")) == list(names)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("spam", "spam", ("free", "cash", "click", "win")),
        ("spam", "not spam", ("meeting", "monday", "home")),
        ("sentiment", "positive", ("excellent", "lovely", "great", "wonderful")),
        ("sentiment", "negative", ("awful", "terrible", "boring", "rude")),
    ],
)
def test_texts_have_the_words_of_their_class(name, kind, words):
    data, x, _, names = named(name)
    tokens = [data.vocabulary.index(word) for word in words]
    has = np.isin(x, tokens).any(axis=1)
    assert has.sum() > 5
    assert (names[has] == kind).mean() > 0.75


def test_opinions_are_as_good_as_their_words():
    data = made("parsed_sentiment")
    assert data.class_names == ("very bad", "bad", "neutral", "good", "very good")
    rows = np.asarray(data.x_train).reshape(len(data.x_train), -1)[:, : data.signature.leaves]
    places = [[data.vocabulary[int(token)] for token in row] for row in rows]
    # The classes of single words: the first nodes of a tree are its leaves.
    worth: dict[str, set[str]] = {}
    for words, classes in zip(places, data.y_train, strict=True):
        for word, number in zip(words, classes, strict=False):
            if word in ("brilliant", "silly", "horrible", "film"):
                worth.setdefault(word, set()).add(data.class_names[int(number)])
    assert worth["brilliant"] <= {"good", "very good"}
    assert worth["silly"] <= {"bad", "very bad"}
    assert worth["horrible"] <= {"bad", "very bad"}
    assert worth["film"] == {"neutral"}


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_where_classes_are_words_they_are_the_vocabulary(name):
    data = made(name)
    assert data.class_names == data.vocabulary
