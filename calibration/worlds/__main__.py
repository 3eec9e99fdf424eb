"""`python -m calibration.worlds`: simulate, condition, judge, and write docs/synthetic-worlds(.en).md from the data."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from calibration.worlds.command import study_worlds
from calibration.worlds.report import DATA, write_documents


def main() -> int:
    """Run the study; the short form (--worlds 200 --draws 4000) takes a minute, the full one about ten."""
    parser = argparse.ArgumentParser(prog="python -m calibration.worlds", description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000, help="made-up counties the model is right about")
    parser.add_argument("--wrong", type=int, default=400, help="made-up counties of each kind it is wrong about")
    parser.add_argument("--draws", type=int, default=20_000, help="draws of the one bank that all share")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", default="xihua")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--data", type=Path, default=DATA, help="where the tables are kept as data")
    parser.add_argument("--documents", type=Path, default=Path("docs"), help="folder of the two documents")
    parser.add_argument(
        "--only-documents", action="store_true", help="write the documents from the data that are there"
    )
    asked = parser.parse_args()
    if not asked.only_documents:
        started = time.monotonic()

        def said(what: str, done: int, total: int) -> None:
            if done == total or done % max(total // 20, 1) == 0:
                print(f"{time.monotonic() - started:6.0f} s  {what}: {done}/{total}", file=sys.stderr, flush=True)

        found = study_worlds(
            asked.scenario, asked.worlds, asked.wrong, asked.draws, asked.seed, threads=asked.threads, progress=said
        )
        asked.data.parent.mkdir(parents=True, exist_ok=True)
        asked.data.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_documents(json.loads(asked.data.read_text(encoding="utf-8")), asked.documents)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
