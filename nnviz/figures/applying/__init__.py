"""Bindings applied in Python, by the rules that `assets/live/bindings.js` follows in the browser.

Both are held to the same cases, `tests/vectors/bindings.json`.
"""
