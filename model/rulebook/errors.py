"""The mistakes of rulebook files and choices."""

from __future__ import annotations

from model.parameters.errors import DataFileError


class RulebookError(DataFileError):
    """A rulebook file, or a choice of rules, cannot be accepted."""
