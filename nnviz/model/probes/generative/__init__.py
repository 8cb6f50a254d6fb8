"""Probes of networks that generate or remember."""
