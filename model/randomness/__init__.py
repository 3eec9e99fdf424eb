"""Keyed random draws: each one computed from (seed, replicate, entity, year, purpose), the same bits on every machine."""
