"""The frozen protocol, checked by its digest before any outcome is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from calibration.series import Observed, SeriesError, observed
from model.parameters.reading import read_data_file

FILE: Final = Path(__file__).with_name("protocol.yaml")
FROZEN: Final = "acd69646d7bc9e78b723fb612667fa31547619741f4a202ed4aea0df4643eb8c"
"""SHA-256 of the protocol as it was when predictions were first made."""


class ProtocolError(ValueError):
    """The protocol is not the one that was frozen, or something is asked that it does not allow."""


def protocol(path: Path = FILE) -> Mapping[str, Any]:
    """Read the protocol; raises ProtocolError where it is not the frozen one, to the byte."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != FROZEN:
        raise ProtocolError(
            f"{path.name} has digest {found[:12]}, not the frozen {FROZEN[:12]}: a changed protocol is another study"
        )
    data: Mapping[str, Any] = read_data_file(path, SeriesError).data
    return data


def outcomes(path: Path = FILE) -> tuple[Observed, ...]:
    """The outcomes that predictions are judged by; the protocol is checked first."""
    split = int(protocol(path)["split"])
    held = observed("hold_out")
    early = [each.key for each in held if each.point.year <= split]
    if early:
        raise ProtocolError(f"held out but known by {split}: {', '.join(early)}")
    return held
