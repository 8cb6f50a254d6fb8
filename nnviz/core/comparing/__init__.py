"""Two networks side by side: which layers correspond, and what differs."""
