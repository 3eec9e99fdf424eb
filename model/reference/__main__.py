"""Make the reference results anew: `python -m model.reference anchor | cut-offs | nation | all`."""

from __future__ import annotations

import sys
from typing import Any

from model import columns as col
from model.reference import anchor, cut_offs, nation, results
from model.version import RESULTS_VERSION

COMMAND = "python -m model.reference"


def make_anchors() -> None:
    """Anchor the free levels and write them with the table of checks."""
    levels, found = anchor.run_draws(anchor.DRAWS)
    weights = anchor.weights_of(found)
    content: dict[str, Any] = {
        "results_version": RESULTS_VERSION,
        "kind": "estimate",
        "source": f"{COMMAND} anchor; {anchor.DRAWS} draws of the synthetic province, seed {anchor.ANCHOR_SEED}",
        "effective_draws": round(float(1.0 / (weights**2).sum()), 1),
        "levels": {
            name: {"prior": {"form": "normal", **numbers}} for name, numbers in anchor.anchored(levels, weights).items()
        },
        "checks": anchor.check_table(found, weights),
    }
    results.write(results.ANCHORS, content, f"Anchored free levels. Made by `{COMMAND} anchor`; do not edit.")
    results.anchored_priors.cache_clear()


def make_cut_offs() -> None:
    """Find the cut-offs and write their description."""
    inputs, found = cut_offs.run_draws(cut_offs.DRAWS)
    content = {
        "results_version": RESULTS_VERSION,
        "kind": "estimate",
        "source": f"{COMMAND} cut-offs; {cut_offs.DRAWS} draws of the synthetic province, seed {cut_offs.SEED}",
        "unit": "分",
        "titles": {col.TITLE_NAMES[title]: cut_offs.describe(inputs, found, title) for title in cut_offs.QUOTA_TITLES},
    }
    results.write(results.CUT_OFFS, content, f"Cut-offs by year. Made by `{COMMAND} cut-offs`; do not edit.")


def make_nation() -> None:
    """Run the national check and write the accounts."""
    content = {
        "results_version": RESULTS_VERSION,
        "kind": "estimate",
        "source": f"{COMMAND} nation; {nation.DRAWS} draws of the synthetic nation, seed {nation.SEED}",
        "note": "Admissions are the published batches by construction; discretion is found so that published pass rates hold;"
        " stocks and the share that meets the rules to the letter emerge.",
        "accounts": nation.accounts(),
    }
    results.write(results.NATION, content, f"The national accounts of little giants. Made by `{COMMAND} nation`.")


COMMANDS = {"anchor": make_anchors, "cut-offs": make_cut_offs, "nation": make_nation}


def main(arguments: list[str]) -> int:
    """Run the named commands in their order."""
    names = list(COMMANDS) if arguments == ["all"] else arguments
    if not names or any(name not in COMMANDS for name in names):
        print(f"usage: {COMMAND} all | {' | '.join(COMMANDS)}", file=sys.stderr)
        return 2
    for name in names:
        COMMANDS[name]()
        print(f"{name}: written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
