"""Figures of networks that generate or remember."""
