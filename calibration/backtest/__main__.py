"""The backtest of the package's own plans: `--refresh` runs it and keeps the results, `--write` writes the pages from them."""

from __future__ import annotations

import argparse
import json
import sys

from calibration.backtest.document import FILE, PLACES, document, kept
from calibration.backtest.outcomes import list_outcomes, load_outcomes
from calibration.backtest.testing import backtest


def refresh() -> str:
    """Run every plan that has outcomes and give the text of the kept results."""
    asked = [load_outcomes(name) for name in list_outcomes()]
    found = backtest(asked, tell=lambda name: print(name, file=sys.stderr, flush=True))
    return json.dumps(found.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print the page; with --refresh run the plans anew and keep results and pages, with --check compare with what is kept."""
    parser = argparse.ArgumentParser(prog="python -m calibration.backtest", description=main.__doc__)
    parser.add_argument("--refresh", action="store_true", help="run the plans, keep the results, write the pages")
    parser.add_argument("--check", action="store_true", help="run the plans and compare; status 1 where they moved")
    parser.add_argument("--write", action="store_true", help="write the pages from the kept results")
    asked = parser.parse_args(arguments)
    if asked.check:
        same = refresh() == FILE.read_text(encoding="utf-8")
        print("equal" if same else "moved")
        return 0 if same else 1
    if asked.refresh:
        FILE.write_text(refresh(), encoding="utf-8")
    if asked.refresh or asked.write:
        for language, place in PLACES.items():
            place.write_text(document(kept(), language), encoding="utf-8")
    else:
        sys.stdout.write(document(kept(), "zh"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
