"""The main journeys once more, with a server that delivers pages as Streamlit does by itself.

What speeds up delivery rests on how Streamlit is built inside, so the app has to do without it.
"""

from pathlib import Path

import pytest

from tests.browser.serving import Server, ServingError, served
from tests.browser.test_journeys import (
    playground,
    test_a_feedforward_network_learns_the_circle_while_it_is_rebuilt,
    test_epoch_batch_reset_and_new_seed_do_exactly_what_they_say,
    test_the_page_is_drawn_and_usable_soon_after_the_server_is_up,
)

__all__ = [
    "playground",
    "test_a_feedforward_network_learns_the_circle_while_it_is_rebuilt",
    "test_epoch_batch_reset_and_new_seed_do_exactly_what_they_say",
    "test_the_page_is_drawn_and_usable_soon_after_the_server_is_up",
]
"""The journeys of `test_journeys` that are gone through here, with the server below."""


@pytest.fixture(scope="module")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that this server writes its output to."""
    return tmp_path_factory.mktemp("plain") / "server.log"


@pytest.fixture(scope="module")
def serving(server_log: Path):
    """The real app without anything that speeds up delivery."""
    try:
        with served(server_log, environment={"NNVIZ_PLAIN_DELIVERY": "1"}) as server:
            yield server
    except ServingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def server(serving: Server) -> str:
    """Its base URL, in place of that of the session's server."""
    return serving.url


def test_nothing_of_ours_stands_between_streamlit_and_the_browser(page):
    answer = page.goto("/")
    assert answer is not None
    document = answer.text()
    assert "</head>" in document
    assert "nnviz" not in document
