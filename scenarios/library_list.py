"""The names of the scenarios that come with the package; loads no engine."""

from __future__ import annotations

from scenarios.schema.load import LIBRARY, load_scenario


def list_scenarios() -> list[str]:
    """List the names of the scenarios that the package has, in alphabetical order."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def described(name: str, language: str) -> dict[str, str]:
    """Say what a scenario asks: its name, title and plan."""
    scenario = load_scenario(name)
    return {"name": name, "title": scenario.title[language], "plan": scenario.plan}
