"""What a question changes, listed in words; and what two questions differ in."""

from __future__ import annotations

from explorer import entries
from explorer.link import default_scenario
from explorer.wording import harmless, say
from scenarios.messages import messages, text
from scenarios.schema.scenario import Assumption, Lever, Scenario


def changes(scenario: Scenario, language: str, against: Scenario | None = None) -> list[str]:
    """Say line by line what a scenario moves, compared with the plan as it stands or with another scenario."""
    base = default_scenario(scenario.plan) if against is None else against
    lines: list[str] = []
    for name in dict.fromkeys((*scenario.levers, *base.levers)):
        now, before = _lever(scenario.levers.get(name)), _lever(base.levers.get(name))
        if now != before:
            lines.append(
                _of(lever_label(name, language), lever_said(now, language), lever_said(before, language), language)
            )
    for name in dict.fromkeys((*scenario.assumptions, *base.assumptions)):
        if scenario.assumptions.get(name) != base.assumptions.get(name):
            after = _assumption(name, scenario.assumptions.get(name), language)
            lines.append(
                _of(
                    parameter_label(name, language),
                    after,
                    _assumption(name, base.assumptions.get(name), language),
                    language,
                )
            )
    for figure in dict.fromkeys((*scenario.figures, *base.figures)):
        if scenario.figures.get(figure) != base.figures.get(figure):
            after = _value(scenario.figures.get(figure), language)
            lines.append(
                _of(figure_label(figure, language), after, _value(base.figures.get(figure), language), language)
            )
    lines += _settings(scenario, base, language)
    return lines


def _settings(scenario: Scenario, base: Scenario, language: str) -> list[str]:
    lines: list[str] = []
    if scenario.as_of != base.as_of:
        said = (
            say("changed.as_planned", language)
            if scenario.as_of is None
            else say("changed.as_of", language, year=scenario.as_of)
        )
        lines.append(said)
    for field in ("rulebook", "counting", "seed", "replicates", "baseline"):
        now, before = getattr(scenario, field), getattr(base, field)
        if now != before:
            lines.append(
                _of(
                    say(f"field.{field}", language),
                    setting_said(field, now, language),
                    setting_said(field, before, language),
                    language,
                )
            )
    for name in dict.fromkeys((*scenario.suppose, *base.suppose)):
        if (name in scenario.suppose) != (name in base.suppose):
            key = "changed.supposed" if name in scenario.suppose else "changed.not_supposed"
            lines.append(say(key, language, name=harmless(name)))
    for name in dict.fromkeys((*scenario.realism, *base.realism)):
        share = scenario.realism.get(name)
        if share != base.realism.get(name) and share is not None:
            lines.append(say("changed.realism", language, name=harmless(name), share=f"{share:.0%}"))
    for choice in dict.fromkeys((*scenario.readings, *base.readings)):
        reading = scenario.readings.get(choice)
        if reading != base.readings.get(choice):
            said = say("changed.reading_back", language) if reading is None else reading_said(choice, reading, language)
            lines.append(_of(choice_label(choice, language), said, None, language))
    for name in dict.fromkeys((*scenario.rulebook_changes, *base.rulebook_changes)):
        value = scenario.rulebook_changes.get(name)
        if value != base.rulebook_changes.get(name):
            lines.append(
                _of(
                    say("field.rulebook_changes", language) + f" {name}",
                    "—" if value is None else f"{value:g}",
                    None,
                    language,
                )
            )
    return lines


def _of(label: str, now: str, before: str | None, language: str) -> str:
    if before is None:
        return say("changed.to", language, label=label, now=now)
    return say("changed.from_to", language, label=label, now=now, before=before)


def _lever(lever: Lever | None) -> Lever | None:
    """A lever at zero is no lever."""
    return lever if lever is not None and lever.intensity != 0 else None


def lever_label(name: str, language: str) -> str:
    """Name a lever."""
    entry = entries.levers().get(name)
    return (entry.label.en if language == "en" else entry.label.zh) if entry else harmless(name)


def parameter_label(name: str, language: str) -> str:
    """Name a parameter."""
    entry = entries.all_parameters().get(name)
    if entry is None:
        return name
    return entry.label_en if language == "en" else entry.label_zh


def figure_label(name: str, language: str) -> str:
    """Name a starting figure."""
    return messages(language).get(f"figure.{name}", name)


def input_label(name: str, language: str) -> str:
    """Name anything that a replicate draws: a parameter, or a starting figure (`baseline:` and its name)."""
    if name.startswith("baseline:"):
        return figure_label(name.removeprefix("baseline:"), language)
    return parameter_label(name, language)


def lever_said(lever: Lever | None, language: str) -> str:
    """Say a lever: from when to when, how much."""
    if lever is None:
        return say("changed.lever_none", language)
    said = say("changed.lever", language, start=lever.start, end=lever.end, intensity=f"{lever.intensity:g}")
    return said if lever.chain is None else said + say("changed.lever_chain", language, chain=harmless(lever.chain))


def _assumption(name: str, said: Assumption | None, language: str) -> str:
    if said is not None:
        return _value(said, language)
    entry = entries.all_parameters().get(name)
    return say("changed.believed", language, centre=f"{entry.prior.centre:g}") if entry else "—"


def _value(said: Assumption | None, language: str) -> str:
    if said is None:
        return say("changed.baseline", language)
    if said.value is not None:
        return f"{said.value:g}"
    assert said.distribution is not None
    return say("changed.between", language, low=f"{said.distribution.low:g}", high=f"{said.distribution.high:g}")


def setting_said(field: str, value: object, language: str) -> str:
    """Say a setting of a scenario."""
    if value is None:
        return say("changed.own_baseline", language)
    if field == "rulebook":
        return text(f"run.rulebook.{value}", language)
    if field == "counting":
        return text(f"reading.counting.{value}", language)
    return str(value)


def choice_label(choice: str, language: str) -> str:
    """Name a choice of readings; a new one without a text keeps its own name."""
    return messages(language).get(f"explorer.reading.{choice}", choice)


def reading_said(choice: str, word: str, language: str) -> str:
    """Say a reading of a choice."""
    return messages(language).get(f"reading.choice.{choice}.{word}", word)
