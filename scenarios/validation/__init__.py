"""How far each verdict has been held against what really happened: its validation status, by group of outcomes and level."""

from scenarios.validation.results import GroupResult, ValidationResults, dump_results, load_results
from scenarios.validation.standing import Standing, standing_of, status_of_question
from scenarios.validation.status import PRIOR, Fitted, ValidationStatus, groups, validation_status

__all__ = [
    "PRIOR",
    "Fitted",
    "GroupResult",
    "Standing",
    "ValidationResults",
    "ValidationStatus",
    "dump_results",
    "groups",
    "load_results",
    "standing_of",
    "status_of_question",
    "validation_status",
]
