"""Tests: units, pages, the browser, and sweeps over everything there is."""
