"""The answer over an ensemble and over a sweep's store, in words and as data."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import numpy as np
import pandas as pd
import pytest

from scenarios import load
from scenarios.cli.discover import report
from scenarios.cli.schema_command import schema_of
from scenarios.discovery import DiscoverRequest, discover
from scenarios.schema.errors import InputError
from scenarios.sweep import store

TARGET = "xh_n_srdi_provincial"
LEVER, FIGURE = "levers.research_support.intensity", "baseline.above_scale_enterprises"


class PlantedStore:
    """A store of 300 points: the target fails where there is little support and few enterprises."""

    def __init__(self, folder: Path) -> None:
        generator = np.random.default_rng(3)
        self.support, self.enterprises = generator.uniform(0, 0.7, 300), generator.uniform(80, 240, 300)
        self.names = [f"p{number:03d}" for number in range(300)]
        self.manifest = SimpleNamespace(content={"frame": {"seed": 1}})

    def points(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "point": self.names,
                "plan": "xihua",
                LEVER: self.support,
                FIGURE: self.enterprises,
                "assumptions.mean_reversion": 0.1,
            }
        )

    def verdicts(self) -> pd.DataFrame:
        fails = (self.support < 0.3) & (self.enterprises < 160)
        return pd.DataFrame({"point": self.names, "target": TARGET, "probability": np.where(fails, 0.1, 0.8)})

    def digest(self) -> str:
        return "0" * 64


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a planted store."""
    monkeypatch.setattr(store, "Store", PlantedStore)
    return tmp_path


def test_the_condition_of_a_sweep_is_found_in_its_units(planted: Path) -> None:
    """Both conditions with the right side and limit, density nearly 1, named and in the unit of their entries."""
    found = discover(planted, DiscoverRequest((TARGET,), "fails")).to_json("zh")
    edges = {edge["name"]: edge for edge in found["conditions"]}
    assert set(edges) == {LEVER, FIGURE}
    assert all(edge["side"] == "at_most" for edge in edges.values())
    assert edges[LEVER]["limit"] == pytest.approx(0.3, abs=0.03)
    assert edges[FIGURE]["limit"] == pytest.approx(160, abs=6)
    assert (edges[FIGURE]["unit"], edges[LEVER]["label"]) == ("家", "研发补助")
    assert found["density"] > 0.9 and found["coverage"] > 0.75
    assert "达不到" in found["sentence"] and "研发补助不高于" in found["sentence"]


def test_the_opposite_outcome_and_both_languages(planted: Path) -> None:
    """What holds is told as well, and every answer can be written."""
    for outcome in ("fails", "holds", None):
        found = discover(planted, DiscoverRequest((TARGET,), outcome))  # type: ignore[arg-type]
        for language in ("zh", "en"):
            assert len("\n".join(report(found, language))) > 60
            written = json.loads(json.dumps(found.to_json(language), allow_nan=False))
            jsonschema.validate(written, schema_of("discover"))


def test_a_target_that_a_sweep_does_not_have_is_refused(planted: Path) -> None:
    """With the nearest name."""
    with pytest.raises(InputError) as refused:
        discover(planted, DiscoverRequest(("xh_n_srdi",)))
    assert (refused.value.code, refused.value.values["near"]) == ("target_unknown", TARGET)


def test_an_ensemble_of_the_model_gives_the_same_answer_twice() -> None:
    """A small ensemble; found or not, it is said, and threads change nothing."""
    request = DiscoverRequest(("xh_share_mfg_gdp",), replicates=120)
    first, second = (discover(load("xihua"), request, threads=threads).to_json() for threads in (1, 2))
    assert first == second
    assert first["cases"] == 120 and first["sentence"]
