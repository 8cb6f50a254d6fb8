"""Windows that slide over an input: positions, receptive fields, patches."""
