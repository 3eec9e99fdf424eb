"""The numbers of the model: one entry a number, with unit, prior, kind, source and confidence."""

from __future__ import annotations

from model.parameters.errors import DataFileError, ParameterError
from model.parameters.forms import PriorSpec
from model.parameters.schema import Parameter
from model.parameters.table import ParameterTable, load_parameters

__all__ = ["DataFileError", "Parameter", "ParameterError", "ParameterTable", "PriorSpec", "load_parameters"]
