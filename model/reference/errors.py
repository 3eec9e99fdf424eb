"""Errors of the reference data."""

from __future__ import annotations

from model.parameters.errors import DataFileError


class ReferenceError(DataFileError):
    """A reference figure or result that cannot be used."""
