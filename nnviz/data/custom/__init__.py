"""Examples and files of a visitor's own, and the experiments made of them."""
