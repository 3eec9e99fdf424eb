"""The posteriors that come with the package, and which of them is the default for which level of region."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from model.parameters.errors import nearest_name
from model.parameters.reading import read_data_file
from model.posterior.file import PosteriorError, read_posterior
from model.posterior.posterior import Posterior

PRIOR: Final = "prior"
DEFAULT: Final = "default"
FOLDER: Final = Path(__file__).with_name("runs")
DEFAULTS: Final = Path(__file__).with_name("defaults.yaml")
SUFFIX: Final = ".csv"


def load_posterior(name_or_path: str | Path, level: str = "county") -> Posterior | None:
    """Load a posterior: "prior" is none, "default" the shipped one for a level of region, else a run id or the path of a file.

    Raises PosteriorError for a name that is not known and for a file that cannot be used.
    """
    text = str(name_or_path)
    if text == PRIOR:
        return None
    if text == DEFAULT:
        run = default_run(level)
        return None if run is None else _read(FOLDER / f"{run}{SUFFIX}")
    if text in shipped_runs():
        return _read(FOLDER / f"{text}{SUFFIX}")
    if isinstance(name_or_path, Path) or "/" in text or "\\" in text or "." in text:
        path = Path(name_or_path)
        # Not remembered: a file may be written anew under the same name.
        return read_posterior(path)
    known = (DEFAULT, PRIOR, *shipped_runs())
    raise PosteriorError(
        "unknown_posterior",
        file=text,
        found=text,
        expected=", ".join(known) + ", or the path of a file",
        remedy="correct the name",
        nearest=nearest_name(text, known),
    )


def shipped_runs() -> tuple[str, ...]:
    """The run ids that come with the package, in alphabetical order."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}")))


@cache
def default_run(level: str) -> str | None:
    """The run that "default" means for a level of region; None where it still means the prior."""
    found = read_data_file(DEFAULTS, PosteriorError).data["default"].get(level)
    return None if found is None else str(found)


@lru_cache(maxsize=16)
def _read(path: Path) -> Posterior:
    return read_posterior(path)
