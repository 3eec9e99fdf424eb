"""The county's own years on the page: what was understood, progress, warnings, what was learned, and its use. In memory alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from calibration.definitions import definition
from calibration.local import DRAWS, LocalCalibration, SheetReading, calibrate, read_sheet_bytes
from calibration.local.report import (
    GRADES,
    label_of_input,
    method_line,
    narrowing,
    number,
    oddities,
    span,
    warning_lines,
)
from calibration.local.sheet import with_years
from calibration.local.template import template_xlsx
from calibration.observation import MONTHS
from calibration.remaking import calibration_written
from explorer import state
from explorer.components.study_view import show_study
from explorer.studies import Study
from explorer.wording import harmless, refusal, say
from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.messages.shares import open_percent
from scenarios.messages.units import unit_name
from scenarios.schema.errors import InputError
from scenarios.sensitivity.units import unit_of

BEGUN = "tuiyan_calibrate"
"""Digest of the file that this session asked to learn from, and with how many draws."""
ROUGH_DRAWS = 2_000
"""Draws of the bank of a rough look."""
REPLICATES = 300
"""Replicates that judge the targets before and after on the page."""
MOST_SHOWN = 300
GRAVE = ("absurd", "contradiction")
NUMBERS = (
    *("year", "month", "value", "aim", "reported", "expected", "believed", "again", "before", "after", "narrowed"),
    *("probability_before", "probability_known", "probability_again"),
)
"""Columns of figures: written as text with as many digits as tell something, and set to the right."""
WIDTHS: Mapping[str, int] = {
    **{"year": 70, "month": 60, "unit": 100, "value": 90, "aim": 90, "reported": 80, "narrowed": 110, "odd": 130},
    **{"severity": 100, "cell": 90, "found": 90, "said": 640},
}
"""Pixels of columns that would else be cut off, or take the place of those; the others share what is left."""
SHARED = ("severity", "cell", "found", "said")
"""Columns that other pages head alike."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def calibration_page(loaded: LoadedScenario, language: str) -> None:
    """Take a file of yearly figures, show how it was read, learn from it when told to, and offer what was learned."""
    _in_use(language)
    st.download_button(
        say("calibrate.template", language),
        data=template_xlsx,
        file_name="tuiyan-years.xlsx",
        mime=SHEET,
        on_click="ignore",
        key="template_calibration",
    )
    st.file_uploader(say("calibrate.upload", language), type=["xlsx", "csv"], key="calibration_file")
    upload = st.session_state.get("calibration_file")
    if upload is None:
        return
    content = upload.getvalue()
    try:
        reading = read_sheet_bytes(content, upload.name, loaded.baseline.region["zh"])
        reading = with_years(reading, range(loaded.span.state_year, loaded.span.last + 1))
    except InputError as error:
        st.error(refusal(error, language), title=say("data.refused", language))
        return
    _understood(reading, language)
    if not reading.points:
        return
    digest = hashlib.sha256(content).hexdigest()[:16]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        draws = _draws(language)
        st.button(
            say("calibrate.begin", language),
            type="primary",
            on_click=_begin,
            args=(digest, draws),
            key="calibrate_begin",
            help=say("calibrate.begin_help", language),
        )
    if st.session_state.get(BEGUN) != (digest, draws):
        return

    def work(study: Study) -> LocalCalibration:
        return calibrate(
            loaded,
            reading.points,
            places=reading.places,
            draws=draws,
            seed=loaded.scenario.seed,
            replicates=REPLICATES,
            tell=lambda stage, done, total: study.tell(f"calibrate_{stage}", done, total),
            cancelled=study.cancelled,
        )

    key = ("calibrate", loaded.hash, loaded.scenario.seed, digest, draws)
    show_study(key, work, lambda found, rough: _learned(found, reading, language), language, private=True)


def _begin(digest: str, draws: int) -> None:
    st.session_state[BEGUN] = (digest, draws)


def _draws(language: str) -> int:
    """Let people choose between a rough look and the usual number of draws."""
    sizes = {"usual": DRAWS, "rough": ROUGH_DRAWS}
    chosen = st.segmented_control(
        say("calibrate.draws", language),
        list(sizes),
        default="usual",
        required=True,
        format_func=lambda name: say(f"calibrate.draws_{name}", language, draws=f"{sizes[name]:,}"),
        key="calibrate_draws",
        help=say("calibrate.draws_help", language),
    )
    return sizes[chosen or "usual"]


def _in_use(language: str) -> None:
    """Say that this session uses what was learned before, and let it go back."""
    if state.session().posterior is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(say("calibrate.used", language))
        st.button(say("calibrate.drop", language), on_click=state.use_posterior, args=(None,), key="drop_posterior")


def _understood(reading: SheetReading, language: str) -> None:
    """Show which figures were read, and every doubt with its cell."""
    counts = {grade + "s": reading.total(grade) for grade in GRADES}
    said = say("calibrate.understood", language, points=len(reading.points), **counts)
    if reading.points:
        st.success(said)
    else:
        st.error(say("calibrate.none", language))
    months = any(point.month != MONTHS for point in reading.points)
    aims = any(point.target is not None for point in reading.points)
    rows = [
        {
            "quantity": definition(point.series).label[language],
            "year": str(point.year),
            **({"month": str(point.month)} if months else {}),
            "value": (f"{say('calibrate.at_least', language)} " if point.at_least else "") + number(point.value),
            "unit": _unit(point.unit, language),
            **({"aim": "" if point.target is None else number(point.target)} if aims else {}),
            "reporting": text(f"calibrate.reporting.{point.reporting}", language),
            "source": point.source,
            "cell": place,
        }
        for point, place in zip(reading.points, reading.places, strict=True)
    ]
    _table(rows, "calibrate.figures_read", "calibration_points", language)
    doubts = [
        {
            "severity": text(f"ledger.grade.{doubt.grade}", language),
            "cell": doubt.place,
            "found": doubt.found,
            "said": doubt.said(language),
        }
        for grade in GRADES
        for doubt in reading.doubts
        if doubt.grade == grade
    ]
    _table(doubts[:MOST_SHOWN], "data.problems", "calibration_doubts", language)


def _learned(found: LocalCalibration, reading: SheetReading, language: str) -> None:
    """Show the warnings, every figure, what was learned, targets before and after; offer the result."""
    for name, line in zip(found.warnings, warning_lines(found, language), strict=True):
        (st.error if name in GRAVE else st.warning)(harmless(line, 600))
    if not set(found.warnings) & set(GRAVE):
        share = f"{found.contradiction.joint:.0%}"
        st.success(harmless(text("calibrate.report.no_warning", language, share=share), 400))
    st.caption(harmless(method_line(found, language), 600))
    absurd = "absurd" in found.warnings
    if not absurd:
        _offered(found, reading, language)
    fits = [
        {
            "quantity": definition(fit.point.series).label[language],
            "year": str(fit.point.year),
            "unit": _unit(fit.point.unit, language),
            "reported": number(fit.point.value),
            "expected": span(fit.expected),
            "believed": span(fit.believed),
            "again": span(fit.reported),
            "odd": oddities(fit, language),
        }
        for fit in found.fits
    ]
    _table(fits, "calibrate.fits", "calibration_fits", language)
    if absurd:
        st.info(say("calibrate.absurd", language))
        return
    learned = [
        {
            "input": label_of_input(each.name, language),
            "unit": _unit(unit_of(each.name), language),
            "before": span(each.before),
            "after": span(each.after),
            "narrowed": narrowing(each, language),
        }
        for each in found.learned
    ]
    if learned:
        _table(learned, "calibrate.learned", "calibration_learned", language)
    else:
        st.info(text("calibrate.report.nothing", language))
    changes = [
        {
            "target": each.label[language],
            "probability_before": open_percent(each.before),
            "probability_known": open_percent(each.known),
            "probability_again": open_percent(each.again),
        }
        for each in sorted(found.changes, key=lambda each: -abs(each.known - each.before))
    ]
    _table(changes, "calibrate.targets", "calibration_targets", language)
    st.caption(text("calibrate.report.chance", language))


def _offered(found: LocalCalibration, reading: SheetReading, language: str) -> None:
    """Let what was learned be used in this session, or taken away."""
    with st.container(horizontal=True):
        if st.button(
            say("calibrate.use", language),
            # Who is told not to rely on it is not invited to.
            type="secondary" if set(found.warnings) & set(GRAVE) else "primary",
            on_click=state.use_posterior,
            args=(found.posterior,),
            key="use_posterior",
        ):
            st.rerun()  # the study is a fragment: the rest of the page must hear of it too
        st.download_button(
            say("calibrate.download", language),
            data=lambda: calibration_written(found, reading, REPLICATES),
            file_name=f"{found.posterior.run_id}.csv",
            mime="text/csv",
            on_click="ignore",
            key="download_posterior",
        )


def _table(rows: Sequence[Mapping[str, object]], heading: str, key: str, language: str) -> None:
    if not rows:
        return
    st.markdown(say(heading, language))
    frame = pd.DataFrame(rows)
    known = {name: _column(name, language) for name in frame.columns}
    widths = {known[name]: _config(name) for name in frame.columns}
    st.dataframe(
        frame.rename(columns=known),
        hide_index=True,
        alt=say(heading, language),
        key=f"{key}_{language}",
        column_config=widths,
    )


def _config(name: str) -> Any:
    return st.column_config.TextColumn(alignment="right" if name in NUMBERS else None, width=WIDTHS.get(name))


def _unit(unit: str, language: str) -> str:
    """Name a unit; a bare ratio has none."""
    return "" if unit == "1" else unit_name(unit, language)


def _column(name: str, language: str) -> str:
    """Head a column; those of figures are named as on the command line."""
    return say(f"column.{name}", language) if name in SHARED else text(f"calibrate.column.{name}", language)
