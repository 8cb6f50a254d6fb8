"""How fast nnviz is: `python -m benchmarks NAME [--json] [--quick]`; without a name, all of them.

Each benchmark measures both sides in one run on the same data and prints a table. They are no
tests: nothing here fails because a machine is slow.
"""
