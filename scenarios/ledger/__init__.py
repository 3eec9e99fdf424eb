"""The planner's own enterprise ledger (企业台账): read, checked, compared with a baseline, and laid out for the engine."""

from scenarios.ledger.findings import Finding
from scenarios.ledger.ledger import Ledger
from scenarios.ledger.reading import LedgerReading, read_ledger, read_ledger_bytes

__all__ = ["Finding", "Ledger", "LedgerReading", "read_ledger", "read_ledger_bytes"]
