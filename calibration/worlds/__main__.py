"""`python -m calibration.worlds`: simulate, condition, judge, and write docs/synthetic-worlds(.en).md from the data."""

from __future__ import annotations

import sys
import time

from calibration.study_command import carry_out, study_parser
from calibration.worlds.command import study_worlds
from calibration.worlds.report import DATA, write_documents


def main() -> int:
    """Run the study; the short form (--worlds 200 --draws 4000) takes a minute, the full one about ten."""
    parser = study_parser(
        "python -m calibration.worlds", __doc__, 2000, "made-up counties the model is right about", DATA
    )
    parser.add_argument("--wrong", type=int, default=400, help="made-up counties of each kind it is wrong about")
    asked = parser.parse_args()
    started = time.monotonic()

    def said(what: str, done: int, total: int) -> None:
        if done == total or done % max(total // 20, 1) == 0:
            print(f"{time.monotonic() - started:6.0f} s  {what}: {done}/{total}", file=sys.stderr, flush=True)

    carry_out(
        asked,
        lambda: study_worlds(
            asked.scenario, asked.worlds, asked.wrong, asked.draws, asked.seed, threads=asked.threads, progress=said
        ),
        write_documents,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
