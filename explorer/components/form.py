"""The form of levers and assumptions, made from their entries; nothing takes effect before it is submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explorer import entries, state
from explorer.components.changes import figure_label, parameter_label, setting_said
from explorer.wording import say
from model.parameters.schema import Parameter
from scenarios.loaded import RULEBOOKS, LoadedScenario
from scenarios.messages import messages, text
from scenarios.readings import EFFECTIVE
from scenarios.schema.baseline import FIGURE_UNITS
from scenarios.schema.scenario import Assumption, Lever, Scenario

STEPS = 200
"""Steps of a slider between the ends of a range."""
REPLICATES = (200, 500, 1000, 2000)
COUNTINGS = ("nested", "valid", "highest")


def assumption_picker(language: str) -> list[str]:
    """Let the reader choose which of the many parameters to move; those moved already stay in the form."""
    known = entries.assumptions()
    moved = [name for name in state.asked().assumptions if name in known]
    return st.multiselect(
        say("form.pick", language),
        list(known),
        default=moved,
        format_func=lambda name: _marked(parameter_label(name, language), entries.no_evidence(known[name]), language),
        placeholder=say("form.pick_placeholder", language),
        key=f"pick_{state.session().form}",
        help=say("form.pick_help", language),
    )


def scenario_form(loaded: LoadedScenario, picked: list[str], language: str) -> None:
    """Show the form; submitting it asks the new question."""
    scenario, span = loaded.scenario, loaded.span
    years = span.first, span.last
    with st.form("scenario", border=True):
        tabs = st.tabs([say(f"form.tab.{name}", language) for name in ("levers", "assumptions", "start", "reading")])
        with tabs[0], st.container(height=420, border=False):
            st.caption(say("form.levers_note", language))
            for name, lever in entries.levers().items():
                _lever(name, lever, scenario.levers.get(name), years, language)
        with tabs[1], st.container(height=420, border=False):
            if not picked:
                st.caption(say("form.none_picked", language))
            for name in picked:
                _assumption(entries.assumptions()[name], scenario.assumptions.get(name), language)
        with tabs[2], st.container(height=420, border=False):
            st.caption(say("form.start_note", language))
            _figures(loaded, language)
        with tabs[3], st.container(height=420, border=False):
            _readings(loaded, language)
        st.form_submit_button(
            say("form.submit", language), type="primary", width="stretch", on_click=_submit, args=(picked, years), key="submit"
        )


def _key(part: str, name: str) -> str:
    return f"form{state.session().form}_{part}_{name}"


def _lever(name: str, entry: entries.LeverEntry, lever: Lever | None, years: tuple[int, int], language: str) -> None:
    label = _marked(entry.label[language], not entry.evidence, language)
    unit = "" if entry.unit == "1" else entry.unit
    high = max(entry.high, lever.intensity if lever else entry.low)
    st.slider(
        f"{label}{say('form.unit', language, unit=unit) if unit else ''}",
        entry.low,
        high,
        value=min(max(lever.intensity, entry.low), high) if lever else entry.low,
        step=_step(entry.low, high),
        format="%.4g",
        key=_key("lever", name),
        help="\n\n".join(part for part in (entry.meaning[language], entry.source) if part),
    )
    st.slider(
        say("form.years", language, label=entry.label[language]),
        years[0],
        years[1],
        value=(max(lever.start, years[0]), min(lever.end, years[1])) if lever else years,
        key=_key("years", name),
    )


def _assumption(entry: Parameter, said: Assumption | None, language: str) -> None:
    low, centre, high = entries.spread_of(entry.prior)
    value = said.value if said is not None and said.value is not None else centre
    unit = "" if entry.unit == "1" else say("form.unit", language, unit=entry.unit)
    meaning = entry.meaning_en if language == "en" else entry.meaning_zh
    st.slider(
        _marked(parameter_label(entry.name, language), entries.no_evidence(entry), language) + unit,
        low,
        high,
        value=min(max(value, low), high),
        step=_step(low, high),
        format="%.5g",
        key=_key("assumption", entry.name),
        help=say("form.entry_help", language, meaning=meaning, low=f"{low:g}", high=f"{high:g}", source=entry.source),
    )


def _figures(loaded: LoadedScenario, language: str) -> None:
    for name, figure in entries.figures(loaded.baseline).items():
        said = loaded.scenario.figures.get(name)  # type: ignore[call-overload]
        low, high = figure.support
        unit = FIGURE_UNITS[name]
        kind = text(f"explorer.kind.{figure.kind}", language)
        st.number_input(
            figure_label(name, language) + ("" if unit == "1" else say("form.unit", language, unit=unit)),
            min_value=0.0,
            max_value=1.0 if unit == "1" else None,
            value=said.value if said is not None else None,
            step=0.01 if unit == "1" else 1.0,
            format="%.2f" if unit == "1" else "%.0f",
            placeholder=say("form.figure_now", language, low=f"{low:g}", high=f"{high:g}", kind=kind)
            if low != high
            else say("form.figure_fixed", language, value=f"{low:g}", kind=kind),
            key=_key("figure", name),
            help=say("form.figure_help", language, source=figure.source),
        )


def _readings(loaded: LoadedScenario, language: str) -> None:
    scenario = loaded.scenario
    span = loaded.span
    states = [None, *range(span.plan_start, span.last)]
    st.selectbox(
        say("form.as_of", language),
        states,
        index=states.index(scenario.as_of) if scenario.as_of in states else 0,
        format_func=lambda year: say("form.as_planned", language) if year is None else say("form.as_of_year", language, year=year),
        key=_key("set", "as_of"),
        help=say("form.as_of_help", language),
    )
    for field, options in (("rulebook", RULEBOOKS), ("counting", COUNTINGS)):
        st.selectbox(
            say(f"field.{field}", language),
            options,
            index=options.index(getattr(scenario, field)),
            format_func=lambda value, field=field: setting_said(field, value, language),
            key=_key("set", field),
        )
    for choice, words in open_readings(loaded).items():
        st.selectbox(
            say(f"reading.{choice}", language),
            words,
            index=words.index(scenario.readings[choice]) if scenario.readings.get(choice) in words else 0,  # type: ignore[call-overload]
            format_func=lambda word, choice=choice: _reading(choice, word, language),
            key=_key("reading", choice),
        )
    options = sorted({*REPLICATES, scenario.replicates})
    st.selectbox(
        say("field.replicates", language),
        options,
        index=options.index(scenario.replicates),
        key=_key("set", "replicates"),
        help=say("form.replicates_help", language),
    )
    st.number_input(
        say("field.seed", language),
        min_value=0,
        max_value=2**31 - 1,
        value=min(scenario.seed, 2**31 - 1),
        key=_key("set", "seed"),
        help=say("form.seed_help", language),
    )


def open_readings(loaded: LoadedScenario) -> Mapping[str, list[str]]:
    """Name the choices that judged rows of the plan leave open, each with "" (as the rows are read) and its words."""
    found: dict[str, list[str]] = {}
    for choice in EFFECTIVE:
        words: set[str] = set()
        for target in loaded.plan.targets:
            reading = target.readings.get(choice)
            if target.status == "simulated" and reading is not None and reading.alternatives:
                words |= {reading.taken, *reading.alternatives}
        if words:
            found[choice] = ["", *sorted(words)]
    return found


def _reading(choice: str, word: str, language: str) -> str:
    if not word:
        return say("form.as_read", language)
    return messages(language).get(f"reading.choice.{choice}.{word}", word)


def _marked(label: str, unproven: bool, language: str) -> str:
    return label + (say("form.no_evidence", language) if unproven else "")


def _step(low: float, high: float) -> float:
    """A step of one, two or five at some place, about `STEPS` of them in the range."""
    raw = (high - low) / STEPS
    place = 10.0 ** _floor_log10(raw)
    return next(place * digit for digit in (1, 2, 5, 10) if place * digit >= raw * (1 - 1e-9))


def _floor_log10(value: float) -> int:
    import math

    return math.floor(math.log10(value))


def _submit(picked: list[str], years: tuple[int, int]) -> None:
    """Read the form into a scenario and ask it. Values are checked again: the browser's own limits bind nobody."""
    now = state.asked()
    state.ask(read_form(now, picked, years, st.session_state), same_form=True)


def read_form(now: Scenario, picked: list[str], years: tuple[int, int], values: Any) -> Scenario:
    """Make the scenario that a form's values say; what the form does not show stays as it is."""

    def value(part: str, name: str, default: Any) -> Any:
        return values.get(_key(part, name), default)

    levers: dict[str, Lever] = {}
    for name, entry in entries.levers().items():
        intensity = float(value("lever", name, entry.low))
        start, end = value("years", name, years)
        if intensity != 0:
            levers[name] = Lever(start=int(start), end=int(end), intensity=max(0.0, intensity))
    assumptions = {name: said for name, said in now.assumptions.items() if name in picked}
    for name in picked:
        prior = entries.assumptions()[name].prior
        chosen = float(value("assumption", name, prior.centre))
        before = now.assumptions.get(name)
        shown = before.value if before is not None and before.value is not None else prior.centre
        if chosen != shown or (before is None and chosen != prior.centre):
            assumptions[name] = Assumption(value=min(max(chosen, prior.low), prior.high))
    figures = dict(now.figures)
    for figure in FIGURE_UNITS:
        given = value("figure", figure, None)
        if given is not None:
            figures[figure] = Assumption(value=max(0.0, float(given)))  # type: ignore[index]
        elif _key("figure", figure) in values:
            figures.pop(figure, None)  # type: ignore[call-overload]
    as_of = value("set", "as_of", now.as_of)
    readings = {choice: word for choice in EFFECTIVE if (word := value("reading", choice, now.readings.get(choice) or ""))}
    return Scenario.model_validate(
        now.model_dump(exclude={"levers", "assumptions", "figures", "readings"})
        | {
            "levers": levers,
            "assumptions": assumptions,
            "figures": figures,
            "readings": readings,
            "as_of": as_of,
            "mode": "as_planned" if as_of is None else "as_of",
            "rulebook": value("set", "rulebook", now.rulebook),
            "counting": value("set", "counting", now.counting),
            "replicates": int(value("set", "replicates", now.replicates)),
            "seed": int(value("set", "seed", now.seed)),
        }
    )
