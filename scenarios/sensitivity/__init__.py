"""What an answer hangs on: sensitivity indices, and the value of finding each unknown out."""

from scenarios.sensitivity.analysis import SensitivityAnswer, SensitivityRequest, sensitivity
from scenarios.sensitivity.finding_out import Finding, find_out

__all__ = ["Finding", "SensitivityAnswer", "SensitivityRequest", "find_out", "sensitivity"]
