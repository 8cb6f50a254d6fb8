"""A run as seen from outside: states, frames, history, why it stopped or failed."""
