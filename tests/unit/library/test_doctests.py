"""The examples in the docstrings of the library."""

import doctest
from importlib import import_module

import pytest

MODULES = (
    "nnviz",
    "nnviz.figures.applying.filling",
    "nnviz.library.experiments",
    "nnviz.library.model",
    "nnviz.library.progress",
    "nnviz.library.shortcuts",
    "nnviz.library.training",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_what_docstrings_show_is_so(name, monkeypatch):
    monkeypatch.setenv("NNVIZ_XLA", "off")
    found = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 0 or name == "nnviz"


def test_everything_public_shows_an_example():
    import nnviz

    told = [name for name in nnviz.__all__ if name not in ("Experiment", "NnvizError")]
    without = [name for name in told if ">>> " not in (getattr(nnviz, name).__doc__ or "")]
    assert without == []
