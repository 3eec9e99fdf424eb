"""The form of a wish: targets, probability, levers with bounds and unit costs, budget, years; nothing runs before it is sent."""

from __future__ import annotations

import streamlit as st

from explorer import entries, state
from explorer.components.changes import lever_label
from explorer.components.pressing import press
from explorer.wording import say
from model.levers import COST_UNIT, Lever
from scenarios.loaded import LoadedScenario
from scenarios.messages.units import unit_name
from scenarios.seeking import SeekRequest
from scenarios.seeking.ranking import medians
from scenarios.trials import whole_questions

REQUESTS = "tuiyan_seek"
PROBABILITIES = (0.5, 0.66, 0.8, 0.9, 0.95)
MOST_BUDGET = 100_000.0


def request_of(loaded: LoadedScenario) -> SeekRequest | None:
    """Give what this session last asked of a plan."""
    found: SeekRequest | None = st.session_state.setdefault(REQUESTS, {}).get(loaded.plan.id)
    return found


def seek_form(loaded: LoadedScenario, language: str) -> None:
    """Show the form; submitting it asks."""
    plan = loaded.plan.id
    known = entries.levers()
    ids = [question.target_id for question in whole_questions(loaded)]
    labels = {row.target.id: row.target.label[language] for row in loaded.rows}
    own = st.multiselect(
        say("seek.own", language),
        list(known),
        format_func=lambda name: lever_label(name, language),
        placeholder=say("seek.own_placeholder", language),
        help=say("seek.own_help", language),
        key=f"seek_own_{plan}",
        persist_state="session",
    )
    span = loaded.span
    years = list(range(span.first, span.last + 1))
    with st.form(f"seek_{plan}", border=True):
        st.multiselect(
            say("seek.targets", language),
            ids,
            format_func=lambda name: labels[name],
            placeholder=say("seek.targets_placeholder", language, count=len(ids)),
            key=f"seek_targets_{plan}",
            persist_state="session",
        )
        st.select_slider(
            say("seek.probability", language),
            PROBABILITIES,
            value=0.8,
            format_func=lambda share: f"{share:.0%}",
            key=f"seek_probability_{plan}",
            persist_state="session",
        )
        st.multiselect(
            say("seek.levers", language),
            list(known),
            format_func=lambda name: lever_label(name, language),
            placeholder=say("seek.levers_placeholder", language, count=len(known)),
            key=f"seek_levers_{plan}",
            persist_state="session",
        )
        for name in own:
            _bounds(known[name], plan, language)
        st.number_input(
            say("seek.budget", language, unit=unit_name(COST_UNIT.partition("/")[0], language)),
            min_value=0.0,
            max_value=MOST_BUDGET,
            value=None,
            placeholder=say("seek.budget_placeholder", language),
            key=f"seek_budget_{plan}",
            persist_state="session",
        )
        if len(years) > 1:
            st.select_slider(
                say("seek.years", language),
                years,
                value=(years[0], years[-1]),
                key=f"seek_years_{plan}",
                persist_state="session",
            )
        label, mine = say("seek.submit", language), tuple(own)
        press(st.form_submit_button, label, _submit, loaded, mine, key="seek_submit", type="primary", width="stretch")


def _bounds(lever: Lever, plan: str, language: str) -> None:
    """Offer the lowest and highest intensity of a lever, and its unit cost."""
    unit = "" if lever.unit == "1" else f" ({unit_name(lever.unit, language)})"
    st.markdown(f"**{lever_label(lever.name, language)}**{unit}")
    columns = st.columns(3)
    for column, side, value in ((columns[0], "low", lever.lowest), (columns[1], "high", lever.highest)):
        with column:
            st.number_input(
                say(f"seek.{side}", language),
                min_value=lever.lowest,
                max_value=lever.highest,
                value=value,
                key=f"seek_{side}_{lever.name}_{plan}",
                persist_state="session",
            )
    with columns[2]:
        st.number_input(
            say("seek.cost", language),
            min_value=0.0,
            value=None,
            placeholder=f"{medians([lever], {})[0]:.3g}",
            help=say(
                f"seek.cost_help_{lever.unit_cost.kind}",
                language,
                unit=unit_name(COST_UNIT, language),
                per=say(f"seek.per_{lever.unit_cost.per}", language),
            ),
            key=f"seek_cost_{lever.name}_{plan}",
            persist_state="session",
        )


def _submit(loaded: LoadedScenario, own: tuple[str, ...]) -> None:
    plan, kept = loaded.plan.id, st.session_state
    known = entries.levers()
    bounds, costs = {}, {}
    for name in own:
        low, high = (float(kept.get(f"seek_{side}_{name}_{plan}") or 0.0) for side in ("low", "high"))
        if (low, high) != (known[name].lowest, known[name].highest):
            bounds[name] = (low, high)
        cost = kept.get(f"seek_cost_{name}_{plan}")
        if cost is not None:
            costs[name] = float(cost)
    years = kept.get(f"seek_years_{plan}")
    levers = tuple(kept.get(f"seek_levers_{plan}") or ())
    if levers:
        bounds = {name: ends for name, ends in bounds.items() if name in levers}
        costs = {name: cost for name, cost in costs.items() if name in levers}
    budget = kept.get(f"seek_budget_{plan}")
    request = SeekRequest(
        tuple(kept.get(f"seek_targets_{plan}") or ()),
        float(kept.get(f"seek_probability_{plan}") or 0.8),
        levers,
        None if budget is None else float(budget),
        None if years is None else (int(years[0]), int(years[1])),
        seed=state.asked().seed,
        costs=costs,
        bounds=bounds,
    )
    kept.setdefault(REQUESTS, {})[plan] = request
