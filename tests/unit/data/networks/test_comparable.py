"""Whatever can be compared can be measured and aligned."""

import pytest

from nnviz.core.comparing.alignment import align
from nnviz.core.comparing.comparison import sizes
from nnviz.core.errors import SpecError
from nnviz.data.networks.comparable import LABELS, comparable

SMALL = [name for name in LABELS if not name.startswith("famous:")]


def test_labels_are_told_apart():
    assert len(set(LABELS.values())) == len(LABELS)
    assert {name.split(":")[0] for name in LABELS} == {"starter", "preset", "famous"}


@pytest.mark.parametrize("name", [*SMALL, "famous:vgg16"])
def test_each_has_sizes_and_is_the_same_as_itself(name):
    found, again = comparable(name), comparable(name)
    assert found == again
    assert hash(found) == hash(again)
    assert found != comparable("famous:mobilenet")
    assert sizes(found.network, found.signature).parameters > 0
    assert {pair.state for pair in align(found.network, again.network)} == {"same"}


def test_a_network_that_is_not_there_is_refused():
    with pytest.raises(SpecError, match="can be compared"):
        comparable("starter:nothing")
