"""What the commands of the long studies share: how many made-up counties and draws, where data and documents go."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def study_parser(
    command: str, description: str | None, worlds: int, counties: str, data: Path
) -> argparse.ArgumentParser:
    """Give the parser of a study's command: `worlds` is the default number of made-up counties, `counties` says which."""
    parser = argparse.ArgumentParser(prog=command, description=description)
    parser.add_argument("--worlds", type=int, default=worlds, help=counties)
    parser.add_argument("--draws", type=int, default=20_000, help="draws of the one bank that all share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", default="xihua")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--data", type=Path, default=data, help="where the tables are kept as data")
    parser.add_argument("--documents", type=Path, default=Path("docs"), help="folder of the two documents")
    parser.add_argument(
        "--only-documents", action="store_true", help="write the documents from the data that are there"
    )
    return parser


def carry_out(
    asked: argparse.Namespace,
    study: Callable[[], Mapping[str, Any]],
    write_documents: Callable[[Mapping[str, Any], Path], None],
) -> None:
    """Make a study and keep its tables, unless only the documents are asked for; then write these from the tables."""
    if not asked.only_documents:
        found = study()
        asked.data.parent.mkdir(parents=True, exist_ok=True)
        asked.data.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_documents(json.loads(asked.data.read_text(encoding="utf-8")), asked.documents)
