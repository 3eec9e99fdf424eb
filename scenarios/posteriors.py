"""Which posterior a scenario's parameters are drawn from: the one that comes with the package, none, or a file."""

from __future__ import annotations

from pathlib import Path

from model.parameters.errors import DataFileError
from model.posterior import DEFAULT, PRIOR, Posterior, load_posterior, shipped_runs
from scenarios.messages import text
from scenarios.schema.errors import InputError, Place


def posterior_of(name: str, level: str, own: Posterior | None = None) -> Posterior | None:
    """Load the posterior that a scenario names, for a region of a level; `own` is the content of its file, if read already.

    Raises InputError for a name that is not known and for a file that cannot be used.
    """
    if own is not None and not is_named(name):
        return own
    try:
        return load_posterior(name, level)
    except DataFileError as error:
        raise InputError(
            "posterior_unknown" if error.code == "unknown_posterior" else "posterior_unusable",
            Place(error.file, error.line, error.key),
            name=name,
            mistake=error.code.replace("_", " "),
            found="-" if error.found is None else error.found,
            expected=error.expected,
            near=error.nearest or "-",
        ) from error


def own_posterior(name: str, level: str) -> Posterior | None:
    """Read a posterior that stands in a file of the user's; None for what the package knows by name."""
    return None if is_named(name) else posterior_of(name, level)


def is_named(name: str) -> bool:
    """Tell whether the package knows a posterior by this name; any other name is the path of a file."""
    return name in (DEFAULT, PRIOR) or name in shipped_runs()


def posterior_beside(name: str, folder: Path) -> str:
    """Read a path in a scenario's file as standing beside that file; leave names and absolute paths as they are."""
    looks_like_path = "/" in name or "\\" in name or "." in name
    if is_named(name) or not looks_like_path or Path(name).is_absolute():
        return name
    return str(folder / name)


def provenance(posterior: Posterior | None, language: str) -> str:
    """Say what parameters are drawn from, in a few words: the run of a posterior, or the priors."""
    if posterior is None:
        return text("posterior.prior", language)
    return text("posterior.run", language, run=posterior.run_id)
