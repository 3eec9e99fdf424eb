"""Checking what was exported: every file carries its question, and `tuiyan verify` computes it again, number by number."""
