"""The stamp of exports, under the name by which charts know it (`scenarios.verification.stamp`)."""

from __future__ import annotations

from scenarios.verification.stamp import (
    FORMAT,
    LARGEST,
    NAME,
    Stamp,
    StampError,
    from_json,
    question_of,
    stamp_of,
    unpacked,
)

__all__ = ["FORMAT", "LARGEST", "NAME", "Stamp", "StampError", "from_json", "question_of", "stamp_of", "unpacked"]
