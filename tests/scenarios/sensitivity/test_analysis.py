"""The model as the function that is analysed: small, whole, and the same twice."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest

from model.posterior import Posterior
from scenarios import load
from scenarios.answers.asking import answers
from scenarios.answers.complete import missing
from scenarios.cli.schema_command import schema_of
from scenarios.cli.sensitivity import report
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.sensitivity import SensitivityRequest, sensitivity

TARGET = "xh_n_srdi_provincial"


def test_a_small_analysis_is_whole_and_the_same_twice() -> None:
    """Findings of every input, indices of the screened ones, a warning for so few samples; threads change nothing."""
    request = SensitivityRequest((TARGET,), 100, 2, 2, ("research_support",))
    first, second = (sensitivity(load("xihua"), request, threads=threads) for threads in (1, 2))
    assert first.to_json() == second.to_json()
    assert first.value is not None and first.value.few
    assert first.value.evaluations == 2 * (len(first.value.indices) + 2)
    assert len(first.findings) > 150
    for language in ("zh", "en"):
        assert len("\n".join(report(first, language))) > 100
        written = json.loads(json.dumps(first.to_json(language), allow_nan=False))
        jsonschema.validate(written, schema_of("sensitivity"))


@pytest.mark.parametrize(
    ("code", "request_"),
    [
        ("samples_power_of_two", SensitivityRequest((TARGET,), samples=100)),
        ("option_out_of_range", SensitivityRequest((TARGET,), replicates=5)),
        ("target_unknown", SensitivityRequest(("nothing",))),
    ],
)
def test_what_cannot_be_analysed_is_refused(code: str, request_: SensitivityRequest) -> None:
    """Before anything is simulated."""
    with pytest.raises(InputError) as refused:
        sensitivity(load("xihua"), request_)
    assert refused.value.code == code


def test_fitted_parameters_are_said_to_be_drawn_together() -> None:
    """With a posterior the indices use marginals, and the answer names what depends on each other; without, nothing."""
    particles = np.random.default_rng(1).normal([0.4, -0.02], [0.1, 0.004], size=(30, 2))
    toy = Posterior("toy", ("application_srdi", "mean_reversion"), particles, np.ones(30), "0", "made up for a test")
    request = SensitivityRequest((TARGET,), 100, 2, 1, ("research_support",))
    fitted = sensitivity(load("xihua", posterior=toy), request)
    assert set(fitted.drawn_jointly) == set(toy.parameters) and fitted.jointly_narrows is not None
    assert fitted.value is not None
    for language in ("zh", "en"):
        jsonschema.validate(json.loads(json.dumps(fitted.to_json(language))), schema_of("sensitivity"))
        assert text("sensitivity.marginals", language) in "\n".join(report(fitted, language))
    plain = sensitivity(load("xihua", posterior="prior"), replace(request, samples=0))
    assert plain.drawn_jointly == () and plain.jointly_narrows is None
    found = answers(load("xihua", posterior=toy), [TARGET], 40, 1, binding_replicates=4)
    assert not [answer for name, answer in missing(found) if name == TARGET]
