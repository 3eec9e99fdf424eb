"""The first view says how far its probabilities have been held against what happened, as plainly as the answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from explorer.components.trust import to_find_first, trusted
from scenarios import load
from scenarios.messages import LANGUAGES
from scenarios.validation import PRIOR, Fitted, GroupResult, ValidationResults, standing_of

PASSED = GroupResult(level="province", points=4, coverage_90=1.0, crps_skill=0.2, verdict="passed")
RESULTS = ValidationResults(run_id="run-1", groups={"titles": (PASSED,)})


def view(fitted: Fitted) -> Any:
    return SimpleNamespace(standing=standing_of(load("xihua"), fitted, RESULTS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_posterior_is_said_with_its_counts(language: str) -> None:
    """Uncalibrated, tested in part, one's own: three different sentences, the latter two with the statuses counted."""
    said = {
        name: trusted(view(fitted), language)
        for name, fitted in (
            ("prior", PRIOR),
            ("shipped", Fitted("run-1")),
            ("own", Fitted("mine", shipped=False)),
        )
    }
    assert len(set(said.values())) == len(said)
    for name, fitted in (("shipped", Fitted("run-1")), ("own", Fitted("mine", shipped=False))):
        assert view(fitted).standing.counts(language) in said[name]


def test_what_decides_a_target_by_more_than_half_is_named_first() -> None:
    """As the command does: a figure that leads many targets a little does not stand before one that decides a few."""

    def answer(number: int, share: float, first: str) -> Any:
        verdict = SimpleNamespace(share=share, spread=SimpleNamespace(first_of=lambda assumed: first))
        return SimpleNamespace(target_id=f"t{number}", verdict=verdict, row=SimpleNamespace(restates=None))

    answers = [answer(0, 0.6, "baseline:b"), *(answer(number, 0.2, "baseline:a") for number in (1, 2, 3))]
    result: Any = SimpleNamespace(
        answers=answers, assumed_inputs=frozenset(), assumed_share=lambda verdict: verdict.share
    )
    assert dict(to_find_first(result, 0.5)) == {"baseline:b": ["t0"]}
    assert list(to_find_first(result)) == ["baseline:a", "baseline:b"]
