"""Targets whose start does not fit the plan stand in the annex, each with its reason, and are counted on its first page."""

from __future__ import annotations

import pytest
from annex_making import made

from annex.document import plain
from scenarios.messages import text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_doubted_start_is_listed_with_its_reason(language: str) -> None:
    annex = made("shangqiu", language, sections=("summary", "verdicts"))
    doubted = {
        name: found["start_doubt"] for name, found in annex.results["targets"].items() if found.get("start_doubt")
    }
    assert "sq_cum_cloud_firms" in doubted
    said = "\n".join(plain(words) for words in annex.runs())
    assert text("annex.verdicts.starts", language) in said
    for name, reason in doubted.items():
        found = annex.results["targets"][name]
        if not found["restates"]:
            assert found["label"] in said and reason in said, name
    assert annex.results["plan"]["start_doubts"] >= 4
