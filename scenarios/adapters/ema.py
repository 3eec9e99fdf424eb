"""EMA Workbench: a model with levers, uncertainties and outcomes, ready for `perform_experiments`."""

from typing import Any

from ema_workbench import Model, RealParameter, ScalarOutcome

from scenarios.adapters.function import Bounds, as_function, bounds_of
from scenarios.loaded import load


def ema_model(scenario: str, levers: Bounds, uncertainties: Bounds, outcomes: list[str], **options: Any) -> Model:
    """Make the model; a path `levers.x.intensity` is the parameter `levers__x__intensity`, options are `as_function`'s."""
    base = load(scenario)
    evaluate = as_function(base, **options)

    def function(**values: float) -> dict[str, float]:
        return evaluate({name.replace("__", "."): value for name, value in values.items()})

    def parameters(bounds: Bounds) -> list[RealParameter]:
        return [RealParameter(path.replace(".", "__"), *ends) for path, ends in bounds_of(base, bounds).items()]

    model = Model("tuiyan", function=function)
    model.levers, model.uncertainties = parameters(levers), parameters(uncertainties)
    model.outcomes = [ScalarOutcome(name) for name in outcomes]
    return model
