"""The ladder's rulebook: criteria and point tables by version, and the calendar that says which version governs which act."""
