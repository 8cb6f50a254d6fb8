"""Probes of attention layers."""
