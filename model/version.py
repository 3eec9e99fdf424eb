"""The version of the results: whoever moves a number raises it (a digest test forces it)."""

from typing import Final

RESULTS_VERSION: Final = "2026.11.4"

MODEL_VERSION: Final = "2026.11.4"
"""The results version since which the model gives the same numbers under given parameters: anchors, cut-offs and banks of draws
made with it stand until it is raised, however the default posterior changes."""
