"""Texts: words as tokens, sentences as trees."""
