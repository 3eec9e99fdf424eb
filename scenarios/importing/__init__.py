"""A planner's own sheet of targets, read into a plan; every wrong or doubtful cell is reported with its place."""

from scenarios.importing.problems import CellProblem
from scenarios.importing.sheet import Imported, import_sheet, import_sheet_bytes
from scenarios.importing.template import template_xlsx, template_yaml

__all__ = ["CellProblem", "Imported", "import_sheet", "import_sheet_bytes", "template_xlsx", "template_yaml"]
