"""Synthetic worlds: whether the probabilities mean what they say, when the model is right and when it is wrong."""
