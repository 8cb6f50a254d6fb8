"""Tables of real measurements, standardized with the mean and scale of the training set."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.data.sets.bundled import bundled
from nnviz.data.sets.kind import DatasetKind, task_of
from nnviz.data.sets.split import cut, random_split, stratified_split

Floats = NDArray[np.float64]

_IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_WINE = (
    "alcohol (% vol)",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "colour intensity",
    "hue",
    "OD280/OD315 of diluted wine",
    "proline",
)
_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
_BREAST_CANCER = tuple(
    f"{statistic} {column}" for statistic in ("mean", "error of", "worst") for column in _CELL
)
_DIABETES = (
    "age (years)",
    "sex (1 or 2)",
    "body mass index (kg/m²)",
    "mean blood pressure (mm Hg)",
    "total cholesterol (mg/dl)",
    "LDL cholesterol (mg/dl)",
    "HDL cholesterol (mg/dl)",
    "total cholesterol / HDL",
    "log of triglycerides",
    "blood glucose (mg/dl)",
)


def standard(values: Floats, train: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return what to subtract from each column and what to divide it by.

    Only training rows count, so that nothing of the test set leaks into training.

    Args:
        values: `(n, columns)`.
        train: Indices of the training rows.

    Returns:
        Mean and standard deviation, `(columns,)` each; a constant column has scale 1.
    """
    mean = values[train].mean(axis=0)
    scale = values[train].std(axis=0)
    # A column of equal numbers has a deviation of rounding size rather than exactly zero.
    constant = scale <= 1e-12 * np.maximum(np.abs(mean), 1)
    return mean, np.where(constant, 1.0, scale)


def _table(
    name: str,
    label: str,
    sentence: str,
    note: str,
    columns: tuple[str, ...],
    classes: tuple[str, ...] = (),
) -> DatasetKind:
    """Describe a bundled table.

    Args:
        name: Name in the catalogue, and of the bundled data.
        label: What pages call it.
        sentence: One plain sentence of what it is.
        note: One sentence of what to look for.
        columns: Names of the columns in the order of the source, with units where known.
        classes: Class names by number; empty for a regression.
    """
    task, outputs = task_of(len(classes))
    fixed = DataSignature((len(columns),), task, outputs, "table")

    def signature(_spec: DataSpec) -> DataSignature:
        return fixed

    def make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
        return _dataset(spec, rng, fixed, columns, classes, note)

    return DatasetKind(
        name=name,
        label=label,
        category="Tables",
        sentence=sentence,
        default_train_share=0.8,
        signature=signature,
        make=make,
    )


def _dataset(
    spec: DataSpec,
    rng: np.random.Generator,
    signature: DataSignature,
    columns: tuple[str, ...],
    classes: tuple[str, ...],
    note: str,
) -> Dataset:
    data, target = bundled(spec.name)
    if classes:
        parts = stratified_split(target, spec.train_share, rng)
        y, centre, spread = target.astype(np.int32), 0.0, 1.0
    else:
        parts = random_split(len(target), spec.train_share, rng)
        values = target.astype(np.float64)[:, None]
        target_mean, target_scale = standard(values, parts[0])
        y = ((values - target_mean) / target_scale).astype(np.float32)
        centre, spread = float(target_mean[0]), float(target_scale[0])
    mean, scale = standard(data, parts[0])
    x = ((data - mean) / scale).astype(np.float32)
    return replace(
        cut(spec.name, signature, x, y, parts),
        class_names=classes,
        feature_names=columns,
        target_name="" if classes else "Disease progression after one year",
        target_mean=centre,
        target_scale=spread,
        feature_mean=mean.astype(np.float32),
        feature_scale=scale.astype(np.float32),
        note=note,
    )


TABLES = (
    _table(
        "iris",
        "Iris",
        "Four measurements of 150 iris flowers of three species.",
        "Setosa is easy to separate; versicolor and virginica overlap slightly.",
        _IRIS,
        ("setosa", "versicolor", "virginica"),
    ),
    _table(
        "wine",
        "Wine",
        "Thirteen measurements of 178 wines from three growers in one region.",
        "Easy once the columns are standardized; the source gives no unit for most of them.",
        _WINE,
        ("grower 1", "grower 2", "grower 3"),
    ),
    _table(
        "breast_cancer",
        "Breast cancer",
        "Thirty measurements of cell nuclei from 569 biopsies, malignant or benign.",
        "Look at the confusion matrix: calling a malignant case benign is the worse mistake.",
        _BREAST_CANCER,
        ("malignant", "benign"),
    ),
    _table(
        "diabetes",
        "Diabetes",
        "Ten measurements of 442 patients, and the progression of their diabetes after a year.",
        "Hard: even good models explain only half of the variance, and large ones overfit.",
        _DIABETES,
    ),
)
