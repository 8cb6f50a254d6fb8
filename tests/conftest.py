"""What every test shares: a quiet CPU-only Keras, one thread, reproducible property tests."""

import gc
import os

# Before anything imports TensorFlow: it reads these once.
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["KERAS_BACKEND"] = os.environ["NNVIZ_BACKEND"] = os.environ.get(
    "NNVIZ_TEST_BACKEND", "tensorflow"
)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from pathlib import Path

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BROWSER_TESTS = Path(__file__).parent / "browser"

# Shared cores make single examples slow at random, so no deadline; the same examples on every run.
hypothesis.settings.register_profile("nnviz", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("nnviz")


def pytest_configure() -> None:
    """Lets other workers step back behind the one that has the browser, whose tests wait."""
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0" and hasattr(os, "nice"):
        os.nice(4)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the browser tests and moves them to the front: together they take longest."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker("browser")
            if os.environ.get("NNVIZ_NO_BROWSER") == "1":
                item.add_marker(pytest.mark.skip(reason="NNVIZ_NO_BROWSER=1"))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Gives whole files to the workers.

    All browser tests go to one, since they share a server, and all tests on JAX to one, since
    they run together in one further process.
    """

    class Files(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            if file.startswith("tests/browser/"):
                return "browser"
            return "JAX" if nodeid.endswith(" on JAX") else file

    return Files(config, log)


def pytest_collection_finish() -> None:
    """Takes what was collected out of the garbage collector's sight.

    Streamlit's test runner collects garbage after every run of a page; with thousands of tests in
    memory that took four fifths of the time of the page tests.
    """
    gc.collect()
    gc.freeze()
