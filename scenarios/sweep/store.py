"""A sweep's store: prepared and written by one process at a time, read by anyone with pandas, DuckDB or this class."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.sweep.files import remove_temporary
from scenarios.sweep.incidents import Incidents, read_incidents
from scenarios.sweep.lock import StoreLock
from scenarios.sweep.manifest import NAME, Manifest, check_extends, read_manifest
from scenarios.sweep.parts import SAMPLES, parquet, read_table
from scenarios.sweep.status import INCIDENTS, LOCK, LOG, Status, read_status
from scenarios.sweep.summaries import TABLES

if TYPE_CHECKING:
    import pandas as pd

OWN = frozenset({LOG, NAME, SAMPLES, *TABLES})


class Store:
    """The results of a sweep, as tables. What stands in `log/` is how it came about and no content."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise InputError("sweep_no_store", Place(str(folder)), folder=str(folder))
        self.manifest: Manifest = manifest

    def points(self) -> pd.DataFrame:
        """Give one row a point: number, id, plan, scenario, what it changes, and a column for every changed path."""
        return self._table("points")

    def verdicts(self) -> pd.DataFrame:
        """Give one row a point and target (and `joint`): probability, error, quantiles at the due year, verdict, validation."""
        return self._table("verdicts")

    def summary(self) -> pd.DataFrame:
        """Give mean and quantiles by year: region, scenario, point, quantile, year, variable, unit, value."""
        return self._table("summary")

    def failures(self) -> pd.DataFrame:
        """Give one row a failed replicate: class and place of the error, and the options that replay it."""
        return self._table("failures")

    def samples(self, point: str | None = None) -> pd.DataFrame:
        """Give the replicates themselves: region, scenario, point, replicate, year, variable, unit, value, failure."""
        return self._frame(SAMPLES, f"{point or ''}*.parquet")

    @property
    def status(self) -> Status | None:
        """Say how far the sweep is."""
        return read_status(self.folder)

    @property
    def incidents(self) -> list[dict[str, Any]]:
        """List what happened on the way."""
        return read_incidents(self.folder / LOG / INCIDENTS)

    def digest(self) -> str:
        """Digest every byte of the content: equal for equal stores, whatever happened while they were written."""
        found = hashlib.sha256()
        for path in self.content():
            found.update(path.relative_to(self.folder).as_posix().encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()

    def content(self) -> Iterator[Path]:
        """List the files that are content, in a fixed order."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.relative_to(self.folder).parts[0] != LOG:
                yield path

    def export(self, path: str | Path, table: str = "verdicts") -> None:
        """Save a table as .csv, .xlsx or .parquet by the ending of the name; text that looks like a formula stays text.

        The file carries its stamp (`tuiyan verify`).
        """
        from scenarios.sweep.exporting import export_frame

        if table not in TABLES:
            near = suggestion(table, TABLES)
            raise InputError("option_not_one_of", option="table", found=table, options=", ".join(TABLES), near=near)
        export_frame(self._table(table), Path(path), self.manifest, table)

    def _table(self, name: str) -> pd.DataFrame:
        return self._frame(name, "part-*.parquet")

    def _frame(self, folder: str, pattern: str) -> pd.DataFrame:
        parquet()
        import pyarrow as pa

        tables = []
        for path in sorted((self.folder / folder).glob(pattern)):
            table = read_table(path)
            if table is None:
                raise InputError("sweep_part_damaged", Place(f"{folder}/{path.name}"))
            tables.append(table.replace_schema_metadata(None))
        if not tables:
            raise InputError("sweep_nothing_yet", Place(str(self.folder)), table=folder)
        frame: pd.DataFrame = pa.concat_tables(tables, promote_options="default").to_pandas(
            strings_to_categorical=False
        )
        return frame


def prepare(folder: Path, manifest: Manifest, lock: StoreLock, incidents: Incidents) -> None:
    """Make a folder the store of a sweep, or see that it is; the lock is held afterwards.

    Raises InputError where another process has it, it belongs to another sweep, or holds what is not ours.
    """
    for name in sorted(path.name for path in folder.iterdir()) if folder.is_dir() else ():
        if name not in OWN:
            raise InputError("sweep_folder_taken", Place(str(folder)), name=name)
    (folder / LOG).mkdir(parents=True, exist_ok=True)
    lock.acquire()
    try:
        if lock.recovered is not None:
            incidents.add("recovered_after_death", of=lock.recovered.process)
        half = remove_temporary(folder)
        if half:
            incidents.add("half_written_removed", files=half)
        old = read_manifest(folder)
        if old is not None:
            check_extends(old, manifest, folder)
            changed = _changed(old.environment, manifest.environment)
            if changed:
                incidents.add("other_environment", **changed)
        for name in (SAMPLES, *TABLES):
            (folder / name).mkdir(exist_ok=True)
        if old is None or old.content != manifest.content:
            manifest.write(folder)
    except BaseException:
        lock.release()
        raise


def lock_of(folder: Path) -> StoreLock:
    """Give the lock of a store."""
    return StoreLock(folder / LOG / LOCK)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"{old.get(name)} → {new.get(name)}"
        for name in sorted(set(old) | set(new))
        if old.get(name) != new.get(name)
    }
