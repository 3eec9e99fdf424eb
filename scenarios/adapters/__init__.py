"""The model as a function from levers and uncertainties to outcomes, and its adapters to EMA Workbench and SALib."""

from scenarios.adapters.function import Bounds, as_function, bounds_of

__all__ = ["Bounds", "as_function", "bounds_of"]
