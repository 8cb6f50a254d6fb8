"""What is special about a family of networks, in plain NumPy."""
