"""Validation: fitted to 2023, judged by what came later, by a protocol that was fixed before the outcomes were loaded."""
