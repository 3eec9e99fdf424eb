"""A posterior's file: plain text, first what it is (YAML behind "# "), then a table of weights and values (CSV).

# format: tuiyan-posterior 1
# run_id: henan-20261122
# results_version: 2026.11.3
# source: ...
weight,application_srdi,mean_reversion
1.0,0.61,-0.02
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml

from model.parameters.errors import DataFileError, nearest_name
from model.parameters.reading import read_data_text
from model.parameters.table import load_parameters
from model.posterior.posterior import Posterior

FORMAT: Final = "tuiyan-posterior 1"
WEIGHT: Final = "weight"
MOST_BYTES: Final = 50_000_000
MOST_PARTICLES: Final = 100_000
TEXTS: Final = ("run_id", "results_version", "source", "notes", "level", "region", "year")
KEYS: Final = ("format", *TEXTS, "cut_offs")
FIGURE: Final = "baseline:"
STAMP: Final = "# tuiyan-stamp"
"""Begins the lines below the table by which `tuiyan verify` knows the file; they say nothing of the posterior."""
REQUIRED: Final = ("format", "run_id", "results_version", "source")
LEVELS: Final = ("county", "prefecture", "province", "nation")


class PosteriorError(DataFileError):
    """A file of a posterior that cannot be used."""


def write_posterior(posterior: Posterior, path: Path) -> None:
    """Write a posterior; read back, every number is the same to the bit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(posterior_text(posterior), encoding="utf-8")


def posterior_text(posterior: Posterior) -> str:
    """Give the content of a posterior's file."""
    about: dict[str, Any] = {"format": FORMAT}
    about |= {name: getattr(posterior, name) for name in TEXTS if getattr(posterior, name)}
    if posterior.cut_offs is not None:
        about["cut_offs"] = posterior.cut_offs
    head = yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=130)
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines.append(",".join((WEIGHT, *posterior.parameters)))
    for weight, row in zip(posterior.weights.tolist(), posterior.values.tolist(), strict=True):
        lines.append(",".join(repr(float(value)) for value in (weight, *row)))
    return "\n".join(lines) + "\n"


def read_posterior(path: Path) -> Posterior:
    """Read a posterior; raises PosteriorError saying where and what."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PosteriorError(
                "file_too_large",
                file=path.name,
                expected=f"at most {MOST_BYTES:,} bytes",
                remedy="keep fewer particles",
            )
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise PosteriorError(
            "not_text", file=path.name, expected="UTF-8 text", remedy="save the file as UTF-8 text"
        ) from None
    except OSError as error:
        raise PosteriorError(
            "file_missing", file=str(path), expected="a readable file", remedy=error.strerror or "check the path"
        ) from None
    head = [line[1:].removeprefix(" ") for line in lines if line.startswith("#") and not line.startswith(STAMP)]
    about = read_data_text("\n".join(head) + "\n", path.name, PosteriorError).data
    _check_head(about, path.name)
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    names, values = _table(lines, first, path.name)
    _check_values(names, values, first, path.name)
    return Posterior(
        run_id=str(about["run_id"]),
        parameters=names,
        values=np.ascontiguousarray(values[:, 1:]),
        weights=np.ascontiguousarray(values[:, 0]),
        results_version=str(about["results_version"]),
        source=str(about["source"]),
        notes=str(about.get("notes") or ""),
        level=str(about["level"]) if about.get("level") else None,
        cut_offs=about.get("cut_offs"),
        region=str(about["region"]) if about.get("region") else None,
        year=int(about["year"]) if about.get("year") else None,
    )


def _check_head(about: Mapping[str, Any], file: str) -> None:
    for key in about:
        if key not in KEYS:
            raise PosteriorError(
                "unknown_key",
                file=file,
                key=key,
                expected="one of " + ", ".join(KEYS),
                remedy="rename or remove the key",
                nearest=nearest_name(key, KEYS),
            )
    for key in REQUIRED:
        if not about.get(key):
            raise PosteriorError(
                "missing_key", file=file, key=key, expected="a value", remedy="write it at the top, as '# key: value'"
            )
    if about["format"] != FORMAT:
        raise PosteriorError(
            "unknown_format",
            file=file,
            key="format",
            found=about["format"],
            expected=FORMAT,
            remedy="make the file anew",
        )
    if about.get("cut_offs") is not None:
        _check_cut_offs(about["cut_offs"], file)
    if about.get("year") is not None and not str(about["year"]).isdecimal():
        raise PosteriorError(
            "wrong_value",
            file=file,
            key="year",
            found=about["year"],
            expected="a year",
            remedy="write the year of the figures",
        )
    level = about.get("level")
    if level is not None and level not in LEVELS:
        raise PosteriorError(
            "wrong_value", file=file, key="level", found=level, expected=", ".join(LEVELS), remedy="correct the level"
        )


def _check_cut_offs(found: Any, file: str) -> None:
    """Refuse a description of cut-offs that the engine could not read."""
    from model.reference.cut_offs import CutOffs

    try:
        arrays = CutOffs(found).arrays(2023, 3)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as mistake:
        raise PosteriorError(
            "wrong_cut_offs",
            file=file,
            key="cut_offs",
            found=f"{type(mistake).__name__}: {mistake}",
            expected="means by year, slopes and deviation of each title",
            remedy="make the file anew",
        ) from None
    # Also where the engine does not look: the digest is of everything.
    if not _all_finite(found) or not all(np.isfinite(part[part != -np.inf]).all() for part in arrays):
        raise PosteriorError(
            "wrong_cut_offs", file=file, key="cut_offs", expected="finite numbers", remedy="make the file anew"
        )


def _all_finite(found: Any) -> bool:
    """Whether no number within data read from YAML is infinite or none at all."""
    if isinstance(found, Mapping):
        return all(_all_finite(key) and _all_finite(value) for key, value in found.items())
    if isinstance(found, list):
        return all(_all_finite(value) for value in found)
    return not isinstance(found, float) or math.isfinite(found)


def _table(lines: list[str], first: int, file: str) -> tuple[tuple[str, ...], np.ndarray[Any, np.dtype[np.float64]]]:
    header = lines[first].split(",") if first < len(lines) else []
    if not header or header[0].strip() != WEIGHT or len(header) < 2:
        raise PosteriorError(
            "no_table",
            file=file,
            line=first + 1,
            expected=f"a header that begins with {WEIGHT!r} and names parameters",
            remedy="make the file anew",
        )
    names = tuple(name.strip() for name in header[1:])
    rows: list[list[float]] = []
    for number, line in enumerate(lines[first + 1 :], first + 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split(",")
        if len(cells) != len(header):
            raise PosteriorError(
                "wrong_columns",
                file=file,
                line=number,
                found=len(cells),
                expected=f"{len(header)} cells",
                remedy="mend the line",
            )
        try:
            row = [float(cell) for cell in cells]
        except ValueError:
            row = [math.nan]
        if not all(math.isfinite(value) for value in row):
            raise PosteriorError(
                "not_a_number",
                file=file,
                line=number,
                found=line[:60],
                expected="finite numbers",
                remedy="mend the line",
            )
        rows.append(row)
    if not 0 < len(rows) <= MOST_PARTICLES:
        raise PosteriorError(
            "wrong_particles",
            file=file,
            found=len(rows),
            expected=f"1 to {MOST_PARTICLES:,} particles",
            remedy="make the file anew",
        )
    return names, np.array(rows, dtype=np.float64)


def _check_values(names: tuple[str, ...], values: np.ndarray[Any, np.dtype[np.float64]], first: int, file: str) -> None:
    """Refuse parameters that are unknown, twice, no inputs, or outside their bounds; weights that are negative or all 0."""
    if (values[:, 0] < 0).any() or values[:, 0].sum() <= 0:
        raise PosteriorError(
            "wrong_weights",
            file=file,
            key=WEIGHT,
            expected="weights not below 0, not all 0",
            remedy="make the file anew",
        )
    from model.inputs import FIGURE_NAMES, PARAMETER_NAMES

    table = load_parameters()
    figures = tuple(FIGURE + name for name in FIGURE_NAMES)
    for column, name in enumerate(names, 1):
        if name in figures and names.count(name) == 1:
            _check_figure(values[:, column], name, first, file)
            continue
        if name not in PARAMETER_NAMES or names.count(name) > 1:
            raise PosteriorError(
                "unknown_parameter" if name not in PARAMETER_NAMES else "duplicate_name",
                file=file,
                line=first + 1,
                key=name,
                expected="the name of a parameter that replicates draw, once",
                remedy="correct the name",
                nearest=nearest_name(name, PARAMETER_NAMES),
            )
        prior = table[name].prior
        outside = np.flatnonzero((values[:, column] < prior.low) | (values[:, column] > prior.high))
        if len(outside):
            raise PosteriorError(
                "value_out_of_range",
                file=file,
                line=first + 2 + int(outside[0]),
                key=name,
                found=float(values[outside[0], column]),
                expected=f"within [{prior.low:g}, {prior.high:g}] {table[name].unit}",
                remedy="make the file anew with this version, or correct the value",
            )


def _check_figure(column: np.ndarray[Any, np.dtype[np.float64]], name: str, first: int, file: str) -> None:
    """Refuse a starting figure below zero, and a share beyond the whole."""
    high = 1.0 if name == FIGURE + "zone_share" else math.inf
    outside = np.flatnonzero((column < 0.0) | (column > high))
    if len(outside):
        raise PosteriorError(
            "value_out_of_range",
            file=file,
            line=first + 2 + int(outside[0]),
            key=name,
            found=float(column[outside[0]]),
            expected=f"within [0, {high:g}]",
            remedy="make the file anew with this version, or correct the value",
        )
