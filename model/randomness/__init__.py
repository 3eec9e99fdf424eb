"""Keyed random draws: each one a function of (seed, replicate, entity, year, purpose), the same bits everywhere."""
