"""A run as the web process keeps it: what it shows, what it is told, and its processes."""
