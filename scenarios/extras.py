"""What lies beyond the core installation, by extra, and how to get it: asked before anything of it is imported."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping

from scenarios.schema.errors import InputError

MODULES: Mapping[str, tuple[str, ...]] = {
    "explorer": ("altair", "vl_convert", "pylopdf_fonts_zh_cn"),
    "annex": ("altair", "vl_convert", "pylopdf_fonts_zh_cn", "docx", "pypdf", "scipy", "sklearn"),
    "analysis": ("scipy", "SALib", "sklearn"),
    "calibration": ("scipy", "scoringrules"),
}
"""Import names by the extra of pyproject.toml that brings them."""


def missing(extra: str) -> tuple[str, ...]:
    """Name the modules of an extra that are not installed."""
    return tuple(name for name in MODULES[extra] if importlib.util.find_spec(name) is None)


def require(extra: str) -> None:
    """Refuse, naming the extra to install, where a module of it is missing; raises InputError."""
    absent = missing(extra)
    if absent:
        raise InputError("extra_missing", names=", ".join(absent), extra=extra)
