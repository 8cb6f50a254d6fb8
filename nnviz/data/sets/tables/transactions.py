"""Card payments, simulated for this package: usual ones, and a few that do not fit."""

import numpy as np
from numpy.typing import NDArray

from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.params import Param
from nnviz.data.sets.kind import DatasetKind, share, whole
from nnviz.data.sets.split import train_count

COLUMNS = (
    "amount (log10 EUR)",
    "balance left (log10 EUR)",
    "hour of the day (h)",
    "distance from home (log10 km)",
    "time since last payment (log10 h)",
    "payments on that day",
    "items bought",
    "online (0 or 1)",
)
_SIGNATURE = DataSignature((len(COLUMNS),), "regression", len(COLUMNS), "table")
_HABITS = np.array(
    # amount, hour, distance, since, day, items, online; then how often
    [
        [1.5, 17.5, 0.3, 1.4, 2.0, 14.0, 0.0, 0.45],  # groceries after work
        [0.6, 8.2, 0.9, 1.1, 3.0, 1.5, 0.0, 0.30],  # coffee on the way
        [1.8, 20.5, 0.0, 2.0, 1.5, 2.5, 1.0, 0.20],  # something ordered in the evening
        [2.8, 11.0, 0.1, 2.7, 1.0, 1.0, 1.0, 0.05],  # the rent
    ]
)
_SPREAD = np.array([0.12, 0.8, 0.15, 0.15, 0.5, 2.0, 0.0])


def usual(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw payments that follow one of four habits, `(count, 8)` in the order of `COLUMNS`.

    Whoever pays more than usual has bought more, later in the day and farther away, and has less
    left: within a habit the columns move together.
    """
    habit = _HABITS[rng.choice(len(_HABITS), count, p=_HABITS[:, -1])]
    rows = habit[:, :-1] + _SPREAD * rng.standard_normal((count, 7))
    mood = rng.standard_normal(count)
    amount = rows[:, 0] + 0.25 * mood
    hour, distance = rows[:, 1] + 0.6 * mood, rows[:, 2] + 0.2 * mood
    items = np.maximum(1.0, rows[:, 5] * (1 + 0.3 * mood))
    balance = 3.6 - 0.35 * amount + 0.05 * rng.standard_normal(count)
    since, day = rows[:, 3], np.maximum(1.0, rows[:, 4])
    return np.stack([amount, balance, hour, distance, since, day, items, rows[:, 6]], axis=1)


def unusual(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw payments whose single numbers are usual, but not their combination, `(count, 8)`.

    Every number is that of another usual payment, so each column alone is distributed as usual.
    """
    columns = [usual(count, rng)[:, column] for column in range(len(COLUMNS))]
    return np.stack(columns, axis=1)


def _make(spec: DataSpec, rng: np.random.Generator) -> Dataset:
    """Return usual payments to train on, and both kinds to test; the target is the input."""
    total = whole(spec, "count")
    trained = train_count(total, spec.train_share)
    tested = total - trained
    # Of all, so that another training fraction moves only usual payments.
    odd = round(total * share(spec, "unusual"))
    rows = usual(total - odd, rng)
    strange = unusual(odd, rng)
    mean = rows[:trained].mean(axis=0)
    scale = np.maximum(rows[:trained].std(axis=0), 1e-9)
    test = np.concatenate([rows[trained:], strange])
    kind = np.repeat([0, 1], [tested - odd, odd]).astype(np.int32)
    order = rng.permutation(tested)
    x_train = ((rows[:trained] - mean) / scale).astype(np.float32)
    x_test = ((test - mean) / scale)[order].astype(np.float32)
    return Dataset(
        spec.name, _SIGNATURE, x_train, x_train, x_test, x_test,
        feature_names=COLUMNS,
        feature_mean=mean.astype(np.float32),
        feature_scale=scale.astype(np.float32),
        target_name="The payment itself",
        group_names=("usual", "unusual"),
        group_train=np.zeros(trained, np.int32),
        group_test=kind[order],
        note="The training set holds only usual payments. Each number of an unusual one is usual; "
        "only together they do not fit.",
    )  # fmt: skip


def _signature(_spec: DataSpec) -> DataSignature:
    return _SIGNATURE


TRANSACTIONS = DatasetKind(
    name="transactions",
    label="Payments",
    category="Tables",
    sentence="Simulated card payments for the network to reconstruct; a few are unusual.",
    default_train_share=0.7,
    signature=_signature,
    make=_make,
    params=(
        Param("count", "Payments", 2000,
        "How many payments to generate.", low=500, high=5000, step=500),
        Param(
            "unusual", "Unusual", 5,
            "Percentage of unusual payments; all of them are in the test set.",
            low=1, high=9, step=1, unit="%",
        ),
    ),
)  # fmt: skip
