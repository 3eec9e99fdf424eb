"""The county's own years on the page: what was understood, progress, warnings, what was learned, and its use. In memory alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from calibration.definitions import definition
from calibration.local import DRAWS, LocalCalibration, SheetReading, calibrate, read_sheet_bytes
from calibration.local.report import GRADES, label_of_input, method_line, number, oddities, span, warning_lines
from calibration.local.template import template_xlsx
from calibration.remaking import calibration_written
from explorer import state
from explorer.components.study_view import show_study
from explorer.studies import Study
from explorer.wording import harmless, refusal, say
from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.schema.errors import InputError

BEGUN = "tuiyan_calibrate"
"""Digest of the file that this session asked to learn from."""
REPLICATES = 300
"""Replicates that judge the targets before and after on the page."""
MOST_SHOWN = 300
GRAVE = ("absurd", "contradiction")
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
    except InputError as error:
        st.error(refusal(error, language), title=say("data.refused", language))
        return
    _understood(reading, language)
    if not reading.points:
        return
    digest = hashlib.sha256(content).hexdigest()[:16]
    st.button(
        say("calibrate.begin", language),
        type="primary",
        on_click=_begin,
        args=(digest,),
        key="calibrate_begin",
        help=say("calibrate.begin_help", language),
    )
    if st.session_state.get(BEGUN) != digest:
        return

    def work(study: Study) -> LocalCalibration:
        return calibrate(
            loaded,
            reading.points,
            places=reading.places,
            draws=DRAWS,
            seed=loaded.scenario.seed,
            replicates=REPLICATES,
            tell=lambda stage, done, total: study.tell(f"calibrate_{stage}", done, total),
            cancelled=study.cancelled,
        )

    key = ("calibrate", loaded.hash, loaded.scenario.seed, digest)
    show_study(key, work, lambda found, rough: _learned(found, reading, language), language, private=True)


def _begin(digest: str) -> None:
    st.session_state[BEGUN] = digest


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
    st.success(say("calibrate.understood", language, points=len(reading.points), **counts))
    rows = [
        {
            "quantity": definition(point.series).label[language],
            "year": point.year,
            "value": number(point.value),
            "unit": point.unit,
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
            "said": doubt.line(language),
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
    with st.container(horizontal=True):
        st.button(
            say("calibrate.use", language),
            type="primary",
            on_click=state.use_posterior,
            args=(found.posterior,),
            key="use_posterior",
        )
        st.download_button(
            say("calibrate.download", language),
            data=lambda: calibration_written(found, reading, REPLICATES),
            file_name=f"{found.posterior.run_id}.csv",
            mime="text/csv",
            on_click="ignore",
            key="download_posterior",
        )
    fits = [
        {
            "quantity": definition(fit.point.series).label[language],
            "year": fit.point.year,
            "reported": number(fit.point.value),
            "expected": span(fit.expected),
            "believed": span(fit.believed),
            "again": span(fit.reported),
            "odd": oddities(fit, language),
        }
        for fit in found.fits
    ]
    _table(fits, "calibrate.fits", "calibration_fits", language)
    learned = [
        {
            "input": label_of_input(each.name, language),
            "before": span(each.before),
            "after": span(each.after),
            "narrowed": f"{each.narrowed:.0%}",
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
            "probability_before": f"{each.before:.0%}",
            "probability_known": f"{each.known:.0%}",
            "probability_again": f"{each.again:.0%}",
        }
        for each in sorted(found.changes, key=lambda each: -abs(each.known - each.before))
    ]
    _table(changes, "calibrate.targets", "calibration_targets", language)
    st.caption(text("calibrate.report.chance", language))


def _table(rows: Sequence[Mapping[str, object]], heading: str, key: str, language: str) -> None:
    if not rows:
        return
    st.markdown(say(heading, language))
    frame = pd.DataFrame(rows)
    known = {name: _column(name, language) for name in frame.columns}
    st.dataframe(frame.rename(columns=known), hide_index=True, alt=say(heading, language), key=f"{key}_{language}")


def _column(name: str, language: str) -> str:
    """Head a column; those of figures are named as on the command line."""
    own = ("quantity", "year", "reported", "expected", "believed", "again", "odd", "input", "before", "after")
    if name in (
        *own,
        "narrowed",
        "probability_before",
        "probability_known",
        "probability_again",
        "target",
        "value",
        "unit",
        "reporting",
    ):
        return text(f"calibrate.column.{name}", language)
    return text(f"calibrate.column.{name}", language) if name == "source" else say(f"column.{name}", language)
