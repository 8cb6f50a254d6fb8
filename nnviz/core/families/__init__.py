"""The specifics of each family of networks, in plain NumPy."""
