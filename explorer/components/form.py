"""The form of levers and assumptions, made from their entries; nothing takes effect before it is submitted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from charts.numbers import unit_name
from explorer import entries, state
from explorer.components.changes import choice_label, figure_label, parameter_label, setting_said
from explorer.components.form_values import FACTORS, FIGURES, key_of, read_form
from explorer.components.pressing import press
from explorer.wording import say
from model.levers import Lever as LeverEntry
from model.parameters.schema import Parameter
from scenarios.loaded import RULEBOOKS, LoadedScenario
from scenarios.messages import messages
from scenarios.readings import EFFECTIVE
from scenarios.schema.baseline import FIGURE_UNITS, BaselineFigure
from scenarios.schema.plan import Choice
from scenarios.schema.scenario import Assumption, Lever
from scenarios.supposing import ALL, inputs_of

PEOPLE = {"万元": "亿元"}
"""Money is 万元 in the model and 亿元 where people read it."""
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
            for name, entry in entries.levers().items():
                _lever(entry, scenario.levers.get(name), loaded, language)
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
        label = say("form.submit", language)
        press(st.form_submit_button, label, _submit, picked, years, key="submit", type="primary", width="stretch")


def _lever(entry: LeverEntry, lever: Lever | None, loaded: LoadedScenario, language: str) -> None:
    """Offer one lever: how much, from when to when, and for one chain or all."""
    name, span, english = entry.name, loaded.span, language == "en"
    label = entry.label.en if english else entry.label.zh
    unit = "" if entry.unit == "1" else say("form.unit", language, unit=unit_name(entry.unit, language))
    now = lever.intensity if lever else 0.0
    low, high = min(entry.lowest, now), max(entry.highest, now)
    st.slider(
        _marked(label, entries.unproven(entry), language) + unit,
        low,
        high,
        value=now,
        step=_step(low, high),
        format="%.4g",
        key=key_of("lever", name),
        help=say(
            "form.lever_help",
            language,
            meaning=entry.meaning.en if english else entry.meaning.zh,
            evidence=say(f"form.evidence.{entry.evidence}", language),
            source=entry.effect_source,
        ),
    )
    with st.expander(say("form.lever_more", language, label=label)):
        st.slider(
            say("form.years", language, label=label),
            span.first,
            span.last,
            value=(max(lever.start, span.first), min(lever.end, span.last)) if lever else (span.first, span.last),
            key=key_of("years", name),
        )
        if entry.by_chain and loaded.parts.chains:
            chains = [None, *loaded.parts.chains]
            st.selectbox(
                say("form.chain", language, label=label),
                chains,
                index=chains.index(lever.chain) if lever and lever.chain in chains else 0,
                format_func=lambda chain: say("form.all_chains", language) if chain is None else chain,
                key=key_of("chain", name),
            )


def _assumption(entry: Parameter, said: Assumption | None, language: str) -> None:
    low, centre, high = entries.spread_of(entry.prior)
    value = said.value if said is not None and said.value is not None else centre
    unit = "" if entry.unit == "1" else say("form.unit", language, unit=unit_name(entry.unit, language))
    meaning = entry.meaning_en if language == "en" else entry.meaning_zh
    st.slider(
        _marked(parameter_label(entry.name, language), entries.no_evidence(entry), language) + unit,
        low,
        high,
        value=min(max(value, low), high),
        step=_step(low, high),
        format="%.5g",
        key=key_of("assumption", entry.name),
        help=say("form.entry_help", language, meaning=meaning, low=f"{low:g}", high=f"{high:g}", source=entry.source),
    )


def _figures(loaded: LoadedScenario, language: str) -> None:
    """Offer every starting figure; money is asked in 亿元, as people say it."""
    known = entries.figures(loaded.baseline)
    for name in FIGURES:
        figure, said = known.get(name), loaded.scenario.figures.get(name)
        unit = FIGURE_UNITS[name]
        factor = FACTORS.get(unit, 1.0)
        shown = PEOPLE.get(unit, unit)
        st.number_input(
            figure_label(name, language)
            + ("" if unit == "1" else say("form.unit", language, unit=unit_name(shown, language))),
            min_value=0.0,
            max_value=1.0 if unit == "1" else None,
            value=said.value / factor if said is not None and said.value is not None else None,
            step=0.01 if unit == "1" else 1.0,
            format="%.2f" if unit == "1" or factor != 1 else "%.0f",
            placeholder=_figure_now(figure, factor, language),
            key=key_of("figure", name),
            help=say("form.figure_help", language, source=figure.source) if figure else None,
        )


def _figure_now(figure: BaselineFigure | None, factor: float, language: str) -> str:
    """Say what stands for a figure that is left empty."""
    if figure is None:
        return say("form.figure_unknown", language)
    low, high = (end / factor for end in figure.support)
    kind = say(f"kind.{figure.kind}", language)
    if low == high:
        return say("form.figure_fixed", language, value=f"{low:g}", kind=kind)
    return say("form.figure_now", language, low=f"{low:g}", high=f"{high:g}", kind=kind)


def _readings(loaded: LoadedScenario, language: str) -> None:
    scenario = loaded.scenario
    span = loaded.span
    states = [None, *range(span.plan_start, span.last)]
    st.selectbox(
        say("form.as_of", language),
        states,
        index=states.index(scenario.as_of) if scenario.as_of in states else 0,
        format_func=lambda year: (
            say("form.as_planned", language) if year is None else say("form.as_of_year", language, year=year)
        ),
        key=key_of("set", "as_of"),
        help=say("form.as_of_help", language),
    )
    _setting("rulebook", RULEBOOKS, scenario.rulebook, language)
    _setting("counting", COUNTINGS, scenario.counting, language)
    for choice, words in open_readings(loaded).items():
        _choice(choice, words, scenario.readings.get(choice, ""), language)
    _supposed(loaded, language)
    numbers = sorted({*REPLICATES, scenario.replicates})
    st.selectbox(
        say("field.replicates", language),
        numbers,
        index=numbers.index(scenario.replicates),
        key=key_of("set", "replicates"),
        help=say("form.replicates_help", language),
    )
    st.number_input(
        say("field.seed", language),
        min_value=0,
        max_value=2**31 - 1,
        value=min(scenario.seed, 2**31 - 1),
        key=key_of("set", "seed"),
        help=say("form.seed_help", language),
    )


def _setting(field: str, options: Sequence[str], now: str, language: str) -> None:
    st.selectbox(
        say(f"field.{field}", language),
        options,
        index=options.index(now),
        format_func=lambda value: setting_said(field, value, language),
        key=key_of("set", field),
    )


def _choice(choice: str, words: Sequence[str], now: str, language: str) -> None:
    st.selectbox(
        choice_label(choice, language),
        words,
        index=words.index(now) if now in words else 0,
        format_func=lambda word: _reading(choice, word, language),
        key=key_of("reading", choice),
    )


def _supposed(loaded: LoadedScenario, language: str) -> None:
    """Offer to suppose that promised inputs come, instead of asking whether they will."""
    possible = list(inputs_of(loaded.plan))
    if not possible:
        return
    labels = {target.id: target.label[language] for target in loaded.plan.targets}
    scenario = loaded.scenario
    st.multiselect(
        say("form.suppose", language),
        possible,
        default=possible if ALL in scenario.suppose else [name for name in scenario.suppose if name in possible],
        format_func=lambda name: labels[name],
        placeholder=say("form.suppose_none", language),
        key=key_of("set", "suppose"),
        help=say("form.suppose_help", language),
    )
    st.slider(
        say("form.realism", language),
        0,
        150,
        value=round(scenario.realism.get(ALL, 1.0) * 100),
        format="%d%%",
        key=key_of("set", "realism"),
    )


def open_readings(loaded: LoadedScenario) -> Mapping[Choice, list[str]]:
    """Name the choices that judged rows of the plan leave open, each with "" (as the rows are read) and its words."""
    found: dict[Choice, list[str]] = {}
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
    place = 10.0 ** math.floor(math.log10(raw))
    return next(place * digit for digit in (1, 2, 5, 10) if place * digit >= raw * (1 - 1e-9))


def _submit(picked: list[str], years: tuple[int, int]) -> None:
    """Read the form into a scenario and ask it."""
    state.ask(read_form(state.asked(), picked, years, st.session_state), same_form=True)
