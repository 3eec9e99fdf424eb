"""The committed results of the reference populations: anchors, cut-offs, the national check. Data of kind estimate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from model.parameters.forms import PriorSpec
from model.parameters.reading import read_data_file
from model.reference.errors import ReferenceError

FOLDER: Final = Path(__file__).with_name("results")
ANCHORS: Final = FOLDER / "anchors.yaml"
CUT_OFFS: Final = FOLDER / "cut_offs.yaml"
NATION: Final = FOLDER / "nation.yaml"


def write(path: Path, content: Mapping[str, Any], headline: str) -> None:
    """Write a result file; the headline says what it is and how it is made anew."""
    path.parent.mkdir(exist_ok=True)
    body = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False, width=140)
    path.write_text(f"# {headline}\n{body}", encoding="utf-8")


@cache
def anchored_priors() -> Mapping[str, PriorSpec]:
    """The anchored prior of each free level."""
    data = read_data_file(ANCHORS, ReferenceError).data
    return {
        name: PriorSpec.from_mapping({key: value for key, value in entry["prior"].items()})
        for name, entry in data["levels"].items()
    }
