"""The real data that come with scikit-learn, imported only when somebody needs them.

Importing scikit-learn takes one to two seconds, which a process that shows 2-D points never
has to spend.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def bundled(name: str) -> tuple[NDArray[np.float64], NDArray[np.generic]]:
    """Return one of scikit-learn's bundled datasets in its own units.

    Args:
        name: digits, iris, wine, breast_cancer or diabetes.

    Returns:
        Columns `(n, columns)` and target `(n,)`: class numbers, or values for diabetes.
    """
    from sklearn import datasets

    if name == "diabetes":
        # By default its columns come scaled over all rows, including the test set.
        return _arrays(datasets.load_diabetes, scaled=False)
    loaders = {
        "digits": datasets.load_digits,
        "iris": datasets.load_iris,
        "wine": datasets.load_wine,
        "breast_cancer": datasets.load_breast_cancer,
    }
    return _arrays(loaders[name])


def preload() -> None:
    """Import scikit-learn now, so that the first table or digit does not wait for it.

    For a process that will be forked, or one that has nothing else to do.
    """
    import sklearn.datasets  # noqa: F401 - imported for its effect


def _arrays(
    loader: Callable[..., Any], **options: bool
) -> tuple[NDArray[np.float64], NDArray[np.generic]]:
    return loader(return_X_y=True, **options)
