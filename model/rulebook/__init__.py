"""The ladder's rulebook: criteria and point tables by version, and the calendar of which version governs what."""

from __future__ import annotations

from model.rulebook.errors import RulebookError
from model.rulebook.tables import Rulebook, RulebookArrays, RulebookChoice, load_rulebook

__all__ = ["Rulebook", "RulebookArrays", "RulebookChoice", "RulebookError", "load_rulebook"]
