"""Load every parameter entry, refusing what is not understood, and hand the engine the priors it draws from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.parameters.errors import ParameterError, nearest_name
from model.parameters.forms import PriorMistake, PriorSpec
from model.parameters.reading import DataFile, read_data_file
from model.parameters.schema import Parameter, ParameterEntry

FOLDER: Final = Path(__file__).parent
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

Override = float | PriorSpec


class ParameterTable(Mapping[str, Parameter]):
    """Every parameter by name, in the order of the files (sorted by file name, then as written)."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)

    def __getitem__(self, name: str) -> Parameter:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def rows(self, names: Sequence[str], overrides: Mapping[str, Override] | None = None) -> NDArray[np.float64]:
        """Make the engine's priors, float64[len(names), 8], one row a name (see `model.randomness.priors`).

        An override replaces a prior by one value or by another distribution inside the entry's own bounds. Raises
        ParameterError for an unknown name, an override outside [low, high], and a "check" asked for as an input.
        """
        overrides = overrides or {}
        for name in overrides:
            entry = self.overridable(name)
            if name not in names:
                raise ParameterError(
                    "override_without_effect",
                    file="overrides",
                    key=name,
                    expected="a parameter that this calculation draws",
                    remedy=f"remove the override ({entry.label_en} is used from {entry.used_from} on)",
                )
        table = np.empty((len(names), 8), dtype=np.float64)
        for number, name in enumerate(names):
            entry = self._input(name, "names")
            prior = self.overridden(name, overrides[name]) if name in overrides else entry.prior
            table[number] = prior_row(prior)
        return table

    def overridden(self, name: str, override: Override) -> PriorSpec:
        """Turn an override into a prior, refusing one outside the entry's bounds (ParameterError)."""
        entry = self.overridable(name)
        low, high = entry.prior.low, entry.prior.high
        if isinstance(override, PriorSpec):
            inside = low <= override.low and override.high <= high
            found: object = [override.low, override.high]
        else:
            numeric = isinstance(override, int | float) and not isinstance(override, bool)
            inside = numeric and math.isfinite(override) and low <= override <= high
            found = override
        if not inside:
            raise ParameterError(
                "override_out_of_range",
                file="overrides",
                key=name,
                found=found,
                expected=f"within [{low:g}, {high:g}] {entry.unit}",
                remedy=f"choose a value in that range, or widen the bounds in {entry.file}:{entry.line}",
            )
        return override if isinstance(override, PriorSpec) else PriorSpec.fixed(float(override))

    def overridable(self, name: str) -> Parameter:
        """Find the entry that an override may change (ParameterError for an unknown name or a check)."""
        return self._input(name, "overrides")

    def _input(self, name: str, where: str) -> Parameter:
        entry = self._known(name, where)
        if entry.role == "check":
            raise ParameterError(
                "check_used_as_input",
                file=entry.file,
                line=entry.line,
                key=name,
                expected="a parameter of role input",
                remedy="checks emerge from the mechanisms; change the inputs behind them instead",
            )
        return entry

    def _known(self, name: str, where: str) -> Parameter:
        if name not in self._parameters:
            raise ParameterError(
                "unknown_parameter",
                file=where,
                key=name,
                expected="the name of a parameter",
                remedy="correct the name",
                nearest=nearest_name(name, self._parameters),
            )
        return self._parameters[name]


def load_parameters(folder: Path | None = None) -> ParameterTable:
    """Load all `*.yaml` of a folder (the model's own by default); raises ParameterError."""
    return _committed() if folder is None else _load(folder)


@cache
def _committed() -> ParameterTable:
    return _load(FOLDER)


def _load(folder: Path) -> ParameterTable:
    files = sorted(folder.glob("*.yaml"), key=lambda path: path.name)
    if not files:
        raise ParameterError(
            "no_parameters", file=str(folder), expected="at least one *.yaml file", remedy="check the folder's path"
        )
    parameters: dict[str, Parameter] = {}
    for path in files:
        content = read_data_file(path, ParameterError)
        for name in content.data:
            parameter = _parameter(name, content)
            if name in parameters:
                first = parameters[name]
                raise content.refuse(
                    "duplicate_name",
                    (name,),
                    expected="each parameter once",
                    remedy=f"remove one of the two (the first is in {Path(first.file).name}:{first.line})",
                )
            parameters[name] = parameter
    return ParameterTable(parameters)


def _parameter(name: str, content: DataFile) -> Parameter:
    if not _NAME.fullmatch(name):
        raise content.refuse(
            "wrong_name", (name,), found=name, expected="small letters, digits, single _", remedy="rename the parameter"
        )
    if not isinstance(content.data[name], dict):
        raise content.refuse(
            "not_an_entry", (name,), expected="label, meaning, unit, role, kind, prior ...", remedy="write it out"
        )
    entry = content.validated(ParameterEntry, (name,))
    try:
        prior = PriorSpec.from_mapping(entry.prior)
    except PriorMistake as mistake:
        path = (name, "prior") if mistake.key is None else (name, "prior", mistake.key)
        raise content.refuse(
            mistake.code,
            path,
            found=mistake.found,
            expected=mistake.expected,
            remedy=mistake.remedy,
            nearest=mistake.nearest,
        ) from None
    return Parameter(
        name=name,
        label_zh=entry.label.zh,
        label_en=entry.label.en,
        meaning_zh=entry.meaning.zh,
        meaning_en=entry.meaning.en,
        unit=entry.unit,
        role=entry.role,
        kind=entry.kind,
        prior=prior,
        source=entry.source,
        confidence=entry.confidence,
        used_from=entry.used_from,
        row=entry.row,
        anchored=entry.anchored,
        note_zh=entry.note.zh if entry.note else None,
        note_en=entry.note.en if entry.note else None,
        file=content.file,
        line=content.line((name,)) or 1,
    )


def prior_row(prior: PriorSpec) -> NDArray[np.float64]:
    """Write a prior as the engine's row of 8 numbers (`model.randomness.priors.make_prior_row`)."""
    # Imported here: it loads numba, which commands that do not simulate must not.
    from model.randomness import priors
    from model.randomness.arithmetic import log

    form: int = getattr(priors, prior.form.upper())
    numbers = prior.numbers
    a = b = c = 0.0
    match prior.form:
        case "fixed":
            a = numbers["value"]
        case "uniform":
            a, b = prior.low, prior.high
        case "normal":
            a, b = numbers["mean"], numbers["sd"]
        case "half_normal":
            a = numbers["scale"]
        case "lognormal":
            # The model's own logarithm: the last bit of the library's differs between machines.
            b = numbers["sigma"]
            a = log(numbers["median"]) if "median" in numbers else log(numbers["mean"]) - 0.5 * b * b
        case "triangular":
            a, b, c = numbers["left"], numbers["mode"], numbers["right"]
        case "beta":
            a, b = numbers["a"], numbers["b"]
        case "gamma":
            a, b = numbers["shape"], numbers["mean"]
        case "poisson":
            a = numbers["mean"]
        case "negative_binomial":
            a, b = numbers["mean"], numbers["size"]
    row: NDArray[np.float64] = priors.make_prior_row(form, a, b, c, prior.low, prior.high)
    return row
