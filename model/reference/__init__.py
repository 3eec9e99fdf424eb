"""Synthetic national and provincial populations, and what they yield: cut-offs, renewals, the anchoring of free levels."""
