"""Documents made from code, data and tests: ODD, TRACE, data sources, assurance; what nothing supports cannot enter them."""

from calibration.assurance.statements import Statement, StatementError, list_documents, load_document
from calibration.assurance.writing import DOCS, place_of, written

__all__ = [
    "DOCS",
    "Statement",
    "StatementError",
    "list_documents",
    "load_document",
    "place_of",
    "written",
]
