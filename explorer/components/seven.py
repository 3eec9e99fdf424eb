"""The seven answers of one target, or of the plan as a whole: what the answer at hand says at once, the rest on a click."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from explorer import state
from explorer.answering import Answered, is_private
from explorer.components.indices import indices
from explorer.components.pressing import press
from explorer.components.remembered import remembered
from explorer.components.study_view import show_study
from explorer.remaking import links_csv
from explorer.studies import Study, studies
from explorer.wording import harmless, say
from scenarios.answers import Answers, TargetBinding, answers, reachable, when
from scenarios.answers.binding import REPLICATES
from scenarios.answers.files import written
from scenarios.answers.lever_looks import WISH
from scenarios.answers.paired import CLEAR
from scenarios.answers.stops import Stops
from scenarios.answers.whole import when_all
from scenarios.cli.answers_more import hangs_lines, spread_line, takes_lines
from scenarios.cli.answers_report import binds_lines, joint_lines, reachable_line, stops_rows, when_lines
from scenarios.discovery.discover import discover_in
from scenarios.extras import missing
from scenarios.messages import text
from scenarios.result import RunResult
from scenarios.schema.errors import InputError
from scenarios.sensitivity.finding_out import Finding, find_out
from scenarios.trials import WithheldError, margin, rows_asked, whole_questions
from scenarios.verdicts.judge import too_many_failed

WANTED = "tuiyan_seven"
MOST_LETTERS = 4_000
LINK_REPLICATES = REPLICATES
"""Replicates on which links are compared."""
UNKNOWNS = 12


@dataclass(frozen=True)
class AtOnce:
    """What the replicates at hand say of one target, or of all together, as lines of text."""

    when: list[str]
    reachable: list[str]
    hangs_on: list[str]
    fails_when: list[str]


def seven(answered: Answered, target: str, language: str) -> None:
    """Show the seven answers of a target; the reader may turn to the plan as a whole."""
    result = answered.result
    st.markdown(f"**{say('seven.heading', language)}**")
    if too_many_failed(result.samples):
        st.warning(say("study.withheld", language))
        return
    scope = st.segmented_control(
        say("seven.scope", language),
        ["target", "whole"],
        default="target",
        required=True,
        format_func=lambda name: say(f"seven.scope_{name}", language),
        key="seven_scope",
        label_visibility="collapsed",
        persist_state="session",
    )
    chosen = None if scope == "whole" else target
    at_once = remembered("seven", result, lambda: _at_once(result, chosen, language), chosen, language)
    loaded, scenario = answered.question.loaded, state.asked()
    key = ("answers", loaded.hash, scenario.seed, scenario.replicates)

    def work(study: Study) -> Answers:
        return answers(
            loaded,
            None,
            scenario.replicates,
            scenario.seed,
            binding_replicates=LINK_REPLICATES,
            progress=study.tell,
            cancel=study.cancelled,
            partial=study.publish,
        )

    private = is_private(loaded)
    known = None if private else studies().found(key)
    if st.session_state.get(WANTED) or (known is not None and known.finished):
        show_study(key, work, _drawer(at_once, chosen, language), language, private=private)
    else:
        _drawer(at_once, chosen, language)(None, True)
        help_text = say("seven.begin_help", language)
        press(st.button, say("seven.begin", language), _want, WANTED, key="seven_begin", help=help_text)
    indices(answered, chosen, language)


def _want(key: str) -> None:
    st.session_state[key] = True


def _drawer(at_once: AtOnce, chosen: str | None, language: str) -> Callable[[Any, bool], None]:
    def draw(found: Answers | None, rough: bool) -> None:
        if found is not None and rough:
            st.caption(say("seven.rough", language, links=found.binding.replicates))
        _draw(found, at_once, chosen, language, rough=rough)

    return draw


def _draw(found: Answers | None, at_once: AtOnce, chosen: str | None, language: str, *, rough: bool) -> None:
    """Write the seven answers one below the other."""
    later = [say("seven.later", language)]
    binds, takes, spread = later, later, later
    binding: TargetBinding | None = None
    if found is not None and chosen is not None and chosen in found.targets:
        each = found.targets[chosen]
        binding = each.binding
        binds = list(binds_lines(binding, each.row.target.unit or "", language))
        takes, spread = list(takes_lines(each.takes, language)), [spread_line(each.shares, language)]
    elif found is not None and chosen is None and found.whole is not None:
        whole = found.whole
        binding = whole.binding
        unit = text("answers.targets_unit", language)
        binds = [text("answers.whole_binds", language)]
        binds += list(binds_lines(binding, unit, language)) if binding is not None else []
        takes = list(takes_lines(whole.takes, language)) if whole.takes is not None else later
        spread = [spread_line(whole.shares, language)]
    _answer("binds", binds, language)
    if binding is not None and found is not None and binding.gains:
        with st.expander(say("seven.links", language)):
            _links(found, binding, chosen, language, rough=rough)
        _stops(found.binding.stops, binding, language)
    _answer("when", at_once.when, language)
    _answer("takes", takes, language)
    st.page_link("explorer/pages/seek.py", label=say("seven.to_seek", language), icon=":material/savings:")
    _answer("reachable", at_once.reachable, language)
    if found is not None and not rough:
        _revised(found, language)
    _answer("hangs_on", at_once.hangs_on, language)
    _answer("fails_when", at_once.fails_when, language)
    _answer("spread", spread, language)


def _answer(name: str, lines: Iterable[str], language: str) -> None:
    said = "\n".join(f"- {harmless(line.strip(), MOST_LETTERS)}" for line in lines)
    st.markdown(f"**{say(f'seven.{name}', language)}**\n{said}")


def links_frame(binding: TargetBinding, language: str) -> pd.DataFrame:
    """Give every link with what it gains moved and removed; what matters first."""
    rows = [
        {
            "link": gain.link.label[language],
            "moved_points": gain.moved.probability * 100,
            "moved_value": gain.moved.value,
            "moved_error": CLEAR * gain.moved.value_error,
            "removed_points": gain.removed.probability * 100,
            "removed_value": gain.removed.value,
            "removed_error": CLEAR * gain.removed.value_error,
            "matters": "✓" if gain.matters else "",
        }
        for gain in binding.gains
    ]
    frame = pd.DataFrame(rows)
    frame.columns = pd.Index([say(f"seven.column.{name}", language) for name in frame.columns])
    return frame


def _links(found: Answers, binding: TargetBinding, chosen: str | None, language: str, *, rough: bool) -> None:
    """Show every link with what it gains; what is rough cannot be computed again, so it is no file yet."""
    frame = links_frame(binding, language)
    st.dataframe(
        frame,
        hide_index=True,
        height=320,
        alt=say("seven.links", language),
        column_config={
            name: st.column_config.NumberColumn(format="%+.1f")
            for name in frame.columns
            if frame[name].dtype.kind == "f"
        },
    )
    if rough:
        return
    st.download_button(
        say("download.table", language),
        data=lambda: links_csv(found, chosen, LINK_REPLICATES, language),
        file_name="links.csv",
        mime="text/csv",
        on_click="ignore",
        key="csv_links",
    )


def _stops(stops: Stops, binding: TargetBinding, language: str) -> None:
    """Show by year how many each condition of the target's title stops first."""
    title = binding.reconciled.title if binding.reconciled is not None else None
    rows = list(stops_rows(stops, title, language)) if title is not None else []
    if not rows:
        return
    with st.expander(say("seven.stops", language)):
        columns = [text("answers.stops_condition", language), *(str(year) for year in stops.years)]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, alt=say("seven.stops", language))


def _revised(found: Answers, language: str) -> None:
    """Offer the table of targets as the plan could honestly write it."""
    name = found.result.scenario.plan.id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("seven.revised", language), width="content")
        st.download_button(
            "XLSX",
            data=lambda: written(found, "xlsx", language, targets=None, binding=LINK_REPLICATES, wish=WISH),
            file_name=f"{name}-revised.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="revised_xlsx",
            type="tertiary",
        )
        st.download_button(
            "CSV",
            data=lambda: written(found, "csv", language, targets=None, binding=LINK_REPLICATES, wish=WISH),
            file_name=f"{name}-revised.csv",
            mime="text/csv",
            on_click="ignore",
            key="revised_csv",
            type="tertiary",
        )


def _at_once(result: RunResult, target: str | None, language: str) -> AtOnce:
    samples, loaded = result.samples_with_inputs, result.scenario
    if target is None:
        questions = whole_questions(loaded)
        from scenarios.answers.whole import met_together

        met = met_together(questions, samples)
        found = find_out(
            met.sum(axis=1).astype(np.float64),
            np.asarray(met.all(axis=1)),
            samples.inputs,
            samples.input_names,
            most=UNKNOWNS,
        )
        return AtOnce(
            list(when_lines(when_all(questions, samples), language)),
            list(_together(result, language)),
            list(hangs_lines(found, language)),
            [_fails(result, (), language)],
        )
    row = next(row for row in loaded.rows if row.target.id == target)
    assert row.question is not None
    value = margin(row.question, samples)
    unknowns: tuple[Finding, ...] = find_out(
        value, value >= 0, samples.inputs, samples.input_names, result.seed % 2**32, most=UNKNOWNS
    )
    return AtOnce(
        list(when_lines(when(row.question, samples), language)),
        [reachable_line(reachable(row, samples), row.target.unit or "", language)],
        list(hangs_lines(unknowns, language)),
        [_fails(result, (target,), language)],
    )


def _together(result: RunResult, language: str) -> Iterator[str]:
    from scenarios.answers import jointly_reachable
    from scenarios.verdicts.settings import settings

    levels = settings().met_by_levels
    found = [jointly_reachable(result.scenario, result.samples_with_inputs, level) for level in levels]
    yield from joint_lines(result, tuple(each for each in found if each is not None), language)


def _fails(result: RunResult, targets: tuple[str, ...], language: str) -> str:
    if missing("analysis"):
        return say("seven.no_extra", language)
    try:
        found = discover_in(
            result.scenario, rows_asked(result.scenario, targets), result.samples_with_inputs, result.seed
        )
    except (WithheldError, InputError):
        return say("study.withheld", language)
    return text("answers.fails_when", language, sentence=found.sentence(language))
