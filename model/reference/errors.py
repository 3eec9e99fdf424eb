"""Errors of the reference data."""

from __future__ import annotations

from model.parameters.errors import DataFileError


class ReferenceError(DataFileError):  # noqa: A001 - the reference population, not a Python reference
    """A reference figure or result that cannot be used."""
