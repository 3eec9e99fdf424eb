"""Record what the present engine answers: `python -m tests.model.refresh_digest [--replace]`.

A version that is already recorded with other numbers is not overwritten: raise RESULTS_VERSION in model/version.py first. Only
numbers that nobody has yet been given may be replaced under the same version, with `--replace`.
"""

from __future__ import annotations

import argparse
import json
import sys

from model.version import RESULTS_VERSION
from tests.model.results_digest import FILE, digests, moved, recorded


def main() -> int:
    """Write the digests of the present version; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--replace", action="store_true", help="overwrite the numbers of a version nobody was given yet"
    )
    replace = parser.parse_args().replace
    versions = recorded()
    found = digests()
    differing = moved(versions.get(RESULTS_VERSION, found), found)
    if differing and not replace:
        print(
            f"{len(differing)} digests of results version {RESULTS_VERSION} have moved ({', '.join(differing[:5])} ...): raise"
            " RESULTS_VERSION in model/version.py and run this again, or use --replace if nobody was given these numbers",
            file=sys.stderr,
        )
        return 2
    # Only the present version can be recomputed; earlier ones are told apart by the version that their exports carry.
    FILE.write_text(json.dumps({RESULTS_VERSION: found}, indent=1) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(found)} digests of results version {RESULTS_VERSION}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
