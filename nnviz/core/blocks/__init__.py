"""Sub-networks as one block: templates of plain layers, so that a network stays a layer graph.

A block is its layers and nothing more: their names begin with the block's name and a number, by
which `nnviz.graph.folding` shows them as one box that can be opened.
"""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.blocks.block import Block
from nnviz.core.blocks.pictures import PICTURE_BLOCKS
from nnviz.core.blocks.sequences import SEQUENCE_BLOCKS

BLOCKS: Mapping[str, Block] = MappingProxyType(
    {block.name: block for block in (*PICTURE_BLOCKS, *SEQUENCE_BLOCKS)}
)
"""Every block by name."""
