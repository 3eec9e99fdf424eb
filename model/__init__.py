"""The world: rulebook, parameters, rules, keyed draws, the year, the region as a Mesa model, the ensemble."""
