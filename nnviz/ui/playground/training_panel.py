"""Settings of training: optimizer, loss, batch size, regularization, stop conditions."""

import streamlit as st

from nnviz.core.plan.plan import adapted
from nnviz.core.spec.dataset import DataSignature
from nnviz.core.spec.experiment import (
    LOSSES,
    OPTIMIZERS,
    REGULARIZATION_RATES,
    Experiment,
    StopSpec,
    TrainingSpec,
    losses_of,
)
from nnviz.data import signature as signature_of
from nnviz.data.experiments import plan_of, with_plan
from nnviz.ui.playground import words
from nnviz.ui.state.fields import Change, choice, field, ladder


def _on_training(name: str) -> Change:
    return lambda now, new: now.changed(training=now.training.changed(**{name: new}))


def _with_loss(now: Experiment, loss: str) -> Experiment:
    """Change the loss, and the output activation to one that suits it."""
    changed = now.changed(training=now.training.changed(loss=loss))
    found = signature_of(now.data)
    plan, exact = plan_of(now)
    if not exact:
        return changed
    return with_plan(changed, adapted(plan, found, changed.training.loss))


def panel(experiment: Experiment, signature: DataSignature) -> None:
    """Draw all settings of training."""
    training = experiment.training
    choice(
        words.OPTIMIZER.label,
        dict(OPTIMIZERS),
        training.optimizer,
        _on_training("optimizer"),
        key="optimizer",
        help=words.OPTIMIZER.help,
    )
    choice(
        words.LOSS.label,
        {name: LOSSES[name] for name in losses_of(signature.task, signature.places)},
        training.loss,
        _with_loss,
        key="loss",
        help=words.LOSS.help,
    )
    field(
        st.slider,
        words.BATCH_SIZE.label,
        training.batch_size,
        _on_training("batch_size"),
        key="batch_size",
        min_value=1,
        max_value=max(128, training.batch_size),
        help=words.BATCH_SIZE.help,
    )
    _regularization(training)
    field(
        st.number_input,
        words.SEED.label,
        experiment.seed,
        lambda now, new: now.changed(seed=new),
        key="seed",
        min_value=0,
        max_value=2**31 - 1,
        help=words.SEED.help,
    )
    _stopping(training.stop)


def _regularization(training: TrainingSpec) -> None:
    choice(
        words.REGULARIZATION.label,
        words.REGULARIZATIONS,
        training.regularization,
        _on_training("regularization"),
        key="regularization",
        help=words.REGULARIZATION.help,
    )
    if training.regularization != "none":
        ladder(
            words.REGULARIZATION_RATE.label,
            REGULARIZATION_RATES,
            training.regularization_rate,
            _on_training("regularization_rate"),
            key="regularization_rate",
            help=words.REGULARIZATION_RATE.help,
        )


def _stopping(stop: StopSpec) -> None:
    st.markdown(words.STOPPING)
    rows = (
        ("loss", 0.01, "%.4f"),
        ("accuracy", 0.95, "%.2f"),
        ("epochs", 1000, "%d"),
        ("patience", 200, "%d"),
    )
    for name, first, form in rows:
        _condition(stop, name, first, form)


def _condition(stop: StopSpec, name: str, first: float, form: str) -> None:
    """Draw a check box, and the number it stands for when it is set."""
    value, label = getattr(stop, name), words.STOP[name]
    key = f"stop_{name}"
    field(
        st.checkbox,
        label,
        value is not None,
        lambda now, on: _with_stop(now, name, first if on else None),
        key=f"{key}_on",
    )
    if value is not None:
        field(
            st.number_input,
            label,
            value,
            lambda now, new: _with_stop(now, name, new),
            key=key,
            min_value=type(first)(0) if name in ("loss", "accuracy") else 1,
            max_value=1.0 if name == "accuracy" else None,
            format=form,
            label_visibility="collapsed",
        )


def _with_stop(now: Experiment, name: str, value: float | None) -> Experiment:
    stop = now.training.stop.changed(**{name: value})
    return now.changed(training=now.training.changed(stop=stop))
