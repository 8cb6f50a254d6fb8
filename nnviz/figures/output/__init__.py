"""Figures of what a network answers, and how often it is right."""
