"""A county's own years: a sheet of yearly figures, what was understood of it, and what the model learns from it."""

from calibration.local.sheet import Doubt, SheetReading, read_sheet, read_sheet_bytes
from calibration.local.update import DRAWS, LocalCalibration, calibrate

__all__ = [
    "DRAWS",
    "Doubt",
    "LocalCalibration",
    "SheetReading",
    "calibrate",
    "read_sheet",
    "read_sheet_bytes",
]
