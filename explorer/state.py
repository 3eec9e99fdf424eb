"""What one session holds: language, the question with its undo, kept scenarios, uploaded plans; nothing is shared.

Everything stands in one frozen `Session` that is replaced, never changed, under one key of Streamlit's session state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from explorer.computing import Store
from explorer.history import History
from explorer.link import DEFAULT_PLAN, UPLOADED, decode, default_scenario, encode
from model.posterior import Posterior
from scenarios.canonical import canonical
from scenarios.ledger import Ledger
from scenarios.loaded import LoadedScenario, complete
from scenarios.messages import LANGUAGES
from scenarios.schema.errors import InputError
from scenarios.schema.load import list_plans
from scenarios.schema.plan import Plan
from scenarios.schema.scenario import Scenario

KEY = "tuiyan"
LOADED = "tuiyan_loaded"
PRIVATE = "tuiyan_private"
MOST_KEPT = 20
MOST_LOADED = 12


@dataclass(frozen=True)
class Kept:
    """A scenario that the session keeps under a name."""

    name: str
    scenario: Scenario


@dataclass(frozen=True)
class Session:
    """The state of one session."""

    language: str
    history: History
    kept: tuple[Kept, ...] = ()
    plans: Mapping[str, Plan] = field(default_factory=dict)
    written: tuple[str, str] = ("", "")
    """Plan and letters of the link as this session last wrote them."""
    refused: InputError | None = None
    """Why the link could not be opened; shown until the next question."""
    ledger: Ledger | None = None
    """The planner's own enterprises, where they are used; they are in no link and no shared store."""
    posterior: Posterior | None = None
    """What was learned from the county's own years, where it is used; it is in no link and no shared store."""
    form: int = 0
    """Grows whenever forms must show new values: it is part of their widgets' keys."""


def session() -> Session:
    """Give the present state; a new session reads its link first."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Session):
        found = _begin()
        st.session_state[KEY] = found
    return found


def keep(found: Session) -> None:
    """Make this the present state."""
    st.session_state[KEY] = found


def language() -> str:
    """Give the session's language, zh or en."""
    return session().language


def speak(chosen: str) -> None:
    """Change the language."""
    if chosen in LANGUAGES:
        keep(replace(session(), language=chosen))


def asked() -> Scenario:
    """Give the present question."""
    return session().history.present


def ask(scenario: Scenario, *, same_form: bool = False) -> None:
    """Ask something else; forms start again from it, unless it is what the form already shows."""
    now = session()
    form = now.form if same_form else now.form + 1
    keep(replace(now, history=now.history.moved_to(scenario), refused=None, form=form))


def undo() -> None:
    """Go back one question."""
    now = session()
    keep(replace(now, history=now.history.undone(), refused=None, form=now.form + 1))


def redo() -> None:
    """Go forward one question."""
    now = session()
    keep(replace(now, history=now.history.redone(), refused=None, form=now.form + 1))


def reset() -> None:
    """Ask of the same plan what it says, with nothing moved."""
    ask(default_scenario(asked().plan))


def keep_scenario(name: str, scenario: Scenario) -> None:
    """Keep a scenario under a name; the same name again replaces it."""
    now = session()
    others = tuple(one for one in now.kept if one.name != name)
    keep(replace(now, kept=(*others, Kept(name, scenario))[-MOST_KEPT:]))


def rename_kept(old: str, new: str) -> None:
    """Give a kept scenario another name, unless that name is taken."""
    now = session()
    if new and all(one.name != new for one in now.kept):
        keep(replace(now, kept=tuple(replace(one, name=new) if one.name == old else one for one in now.kept)))


def drop_kept(name: str) -> None:
    """Keep a scenario no longer."""
    now = session()
    keep(replace(now, kept=tuple(one for one in now.kept if one.name != name)))


def open_plan(plan: str) -> None:
    """Ask of another plan what it says."""
    if plan in (*list_plans(), *session().plans) and plan != asked().plan:
        ask(default_scenario(plan))


def take_plan(plan: Plan) -> str:
    """Use an uploaded plan in this session, and give the name it has here."""
    digest = hashlib.sha256(canonical(plan.model_dump(mode="json")).encode()).hexdigest()
    name = UPLOADED + digest[:12]
    now = session()
    keep(replace(now, plans={**now.plans, name: plan.model_copy(update={"id": name})}))
    ask(default_scenario(name))
    return name


def plan_names() -> list[str]:
    """List the plans that this session can open: those of the package, then its own."""
    return [*list_plans(), *session().plans]


def loaded(scenario: Scenario | None = None, *, learned: bool = True) -> LoadedScenario:
    """Give a scenario (the present one by default) with its plan and baseline; the last few are remembered.

    Without `learned`, what this session learned from the county's own years is left out: a calibration starts from there.
    """
    wanted = asked() if scenario is None else scenario
    remembered: dict[str, LoadedScenario] = st.session_state.setdefault(LOADED, {})
    ledger = session().ledger
    known = session().posterior if learned else None
    key = wanted.model_dump_json() + ("" if ledger is None else ledger.digest) + ("" if known is None else known.digest)
    if key not in remembered:
        remembered[key] = complete(wanted, plan=session().plans.get(wanted.plan), ledger=ledger, posterior=known)
        while len(remembered) > MOST_LOADED:
            del remembered[next(iter(remembered))]
    return remembered[key]


def use_ledger(ledger: Ledger | None) -> None:
    """Start from the planner's own enterprises in this session, or no longer."""
    now = session()
    keep(replace(now, ledger=ledger, form=now.form + 1))
    for kept in (LOADED, PRIVATE):
        st.session_state.pop(kept, None)


def use_posterior(posterior: Posterior | None) -> None:
    """Draw parameters from what was learned from the county's own years in this session, or no longer."""
    now = session()
    keep(replace(now, posterior=posterior, form=now.form + 1))
    for kept in (LOADED, PRIVATE):
        st.session_state.pop(kept, None)


def private_store() -> Store:
    """Give the store of results that belong to this session alone."""
    found: Store = st.session_state.setdefault(PRIVATE, Store())
    return found


def sync_link() -> None:
    """Write the present question into the link where it changed; page changes drop it, so every full run writes it."""
    now = session()
    # A question that starts from data of this session has no link: whoever opened it would be asked something else.
    own = now.ledger is not None or now.posterior is not None
    plan, letters = asked().plan, "" if own else encode(asked())
    wanted: dict[str, str] = {"plan": plan}
    if letters:
        wanted["s"] = letters
    if now.language != LANGUAGES[0]:
        wanted["lang"] = now.language
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    if now.written != (plan, letters):
        keep(replace(now, written=(plan, letters)))


def follow_link() -> None:
    """Open the link where it is not the one that was last written: the reader went back, or pasted another."""
    now = session()
    plan, letters = _link()
    if plan is None or (plan, letters) == now.written or now.written == ("", ""):
        return
    try:
        scenario = _opened(plan, letters, now.plans)
    except InputError as error:
        keep(replace(now, refused=error))
        return
    keep(replace(now, history=now.history.moved_to(scenario), refused=None, form=now.form + 1, written=(plan, letters)))


def _begin() -> Session:
    """Read the link of a new session; a bad one is refused and the default question asked."""
    wanted = str(st.query_params.get("lang", ""))
    chosen = wanted if wanted in LANGUAGES else LANGUAGES[0]
    plan, letters = _link()
    refused: InputError | None = None
    scenario = default_scenario()
    try:
        if plan is not None or letters:
            scenario = _opened(plan or DEFAULT_PLAN, letters, {})
    except InputError as error:
        refused = error
    return Session(chosen, History(scenario), refused=refused)


def _link() -> tuple[str | None, str]:
    params: Any = st.query_params
    plan = params.get("plan")
    return (None if plan is None else str(plan)), str(params.get("s", ""))


def _opened(plan: str, letters: str, plans: Mapping[str, Plan]) -> Scenario:
    """Read a link and prove that the model can answer it; raises InputError."""
    scenario = decode(plan, letters, plans)
    whole = complete(scenario, plan=plans.get(plan))
    if letters:
        from scenarios.world import world_of

        world_of(whole)
    return scenario
