"""The numbers of the model: one entry a number, with unit, prior, kind, source and confidence."""
