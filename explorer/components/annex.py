"""附件: what shall be in it, its making with progress and a way to stop, and its files to take away."""

from __future__ import annotations

import datetime

import streamlit as st

from annex.document import Figure, Number, Table
from annex.formats import MIME
from annex.materials import judged_answers
from annex.request import CHARTS, DEFAULT_CHARTS, FONT_SETS, LONGEST, SECTIONS, AnnexRequest, checked
from explorer.annexes import FORMS, Job
from explorer.answering import Answered
from explorer.wording import harmless, refusal, say
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import Scenario

JOB = "tuiyan_annex"
LOOK_EVERY = 0.3
MOST_TARGETS = 24


def annex_page(answered: Answered, scenario: Scenario, language: str) -> None:
    """Ask what the annex shall hold, make it, and offer its files."""
    request = _form(answered, scenario, language)
    if request is not None:
        _begin(request)
    job = st.session_state.get(JOB)
    if not isinstance(job, Job):
        return
    if not job.done:
        _progress(job, language)
        st.rerun()
    if job.request.scenario.hash != answered.question.loaded.hash:
        st.info(say("annex.other_question", language), icon=":material/history:")
    _result(job, language)


def _begin(request: AnnexRequest) -> None:
    before = st.session_state.get(JOB)
    if isinstance(before, Job):
        before.stop()
    st.session_state[JOB] = Job(request)


def _form(answered: Answered, scenario: Scenario, language: str) -> AnnexRequest | None:
    """Show the form; give the request once it is sent, None before."""
    result = answered.result
    labels = {answer.target_id: answer.row.target.label[language] for answer in judged_answers(result)}
    with st.form("annex", border=True):
        sections = st.pills(
            say("annex.sections", language),
            SECTIONS,
            selection_mode="multi",
            default=SECTIONS,
            format_func=lambda name: text(f"annex.section.{name}", language),
            key=f"annex_sections_{language}",
            persist_state="session",
        )
        charts = st.pills(
            say("annex.charts", language),
            CHARTS,
            selection_mode="multi",
            default=DEFAULT_CHARTS,
            format_func=lambda name: text(f"annex.figure.{name}", language),
            key=f"annex_charts_{language}",
            persist_state="session",
        )
        targets = st.multiselect(
            say("annex.targets", language),
            list(labels),
            format_func=lambda name: labels[name],
            max_selections=MOST_TARGETS,
            placeholder=say("annex.targets_placeholder", language),
            help=say("annex.targets_help", language),
            key=f"annex_targets_{result.scenario.plan.id}_{language}",
        )
        title = st.text_input(
            say("annex.title_of", language),
            max_chars=LONGEST,
            placeholder=say("annex.title_placeholder", language),
            key="annex_title",
            persist_state="session",
        )
        with st.container(horizontal=True):
            unit = st.text_input(
                say("annex.unit", language), max_chars=LONGEST, key="annex_unit", persist_state="session"
            )
            date = st.text_input(
                say("annex.date", language),
                max_chars=10,
                placeholder=datetime.date.today().isoformat(),
                key="annex_date",
                persist_state="session",
            )
            fonts = st.selectbox(
                say("annex.fonts", language),
                FONT_SETS,
                format_func=lambda name: say(f"annex.fonts_{name}", language),
                key=f"annex_fonts_{language}",
            )
        sent = st.form_submit_button(say("annex.make", language), type="primary", icon=":material/description:")
    if not sent:
        return None
    try:
        asked = AnnexRequest(
            answered.question.loaded,
            tuple(name for name in SECTIONS if name in (sections or ())),
            tuple(targets),
            tuple(name for name in CHARTS if name in (charts or ())),
            title=(title or "").strip() or None,
            unit=(unit or "").strip() or None,
            date=_date(date or ""),
            language=language,
            seed=scenario.seed,
            replicates=max(100, result.replicates),
            fonts=fonts,
        )
        return checked(asked)
    except InputError as error:
        st.error(refusal(error, language))
        return None


def _date(written: str) -> datetime.date | None:
    if not written.strip():
        return None
    try:
        return datetime.date.fromisoformat(written.strip())
    except ValueError:
        raise InputError("annex_date", found=written[:20]) from None


def _progress(job: Job, language: str) -> None:
    """Show how far it is until it has ended; the button next to the bar stops it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="annex_progress"):
        bar = st.progress(0.0)
        st.button(say("stop", language), on_click=job.stop, key="annex_stop")
    while not job.wait(LOOK_EVERY):
        part, done, total = job.progress
        said = (
            say("annex.waiting", language)
            if job.waiting
            else text(f"annex.progress.{part}", language, done=done, total=total)
        )
        bar.progress(min(1.0, job.share), text=said)


def _result(job: Job, language: str) -> None:
    if job.stopped:
        st.warning(say("annex.stopped", language), icon=":material/pan_tool:")
        return
    if job.error is not None or job.annex is None:
        found = job.error
        said = (
            refusal(found, language)
            if isinstance(found, InputError)
            else say("failed", language, what=type(found).__name__)
        )
        st.error(said)
        return
    blocks = [block for section in job.annex.sections for block in section.blocks]
    st.success(
        say(
            "annex.ready",
            language,
            sections=len(job.annex.sections),
            tables=sum(isinstance(block, Table) for block in blocks),
            figures=sum(isinstance(block, Figure) for block in blocks),
            numbers=sum(isinstance(inline, Number) for words in job.annex.runs() for inline in words),
        ),
        icon=":material/task:",
    )
    name = f"{job.request.scenario.plan.id}-annex"
    with st.container(horizontal=True):
        for form in FORMS:
            st.download_button(
                form.upper(),
                data=job.content[form],
                file_name=f"{name}.{form}",
                mime=MIME[form],
                on_click="ignore",
                key=f"annex_{form}",
                help=say(f"annex.file_{form}", language),
            )
    st.caption(say("annex.memory", language))
    _preview(job, language)


def _preview(job: Job, language: str) -> None:
    """Show the beginning as it will read."""
    from annex.document import Bullets, Paragraph, plain

    assert job.annex is not None
    with st.expander(say("annex.preview", language), expanded=True):
        st.markdown(f"**{harmless(plain(job.annex.title))}**")
        for words in job.annex.lead:
            st.markdown(harmless(plain(words), 2000))
        for section in job.annex.sections[:1]:
            st.markdown(f"**{harmless(plain(section.title))}**")
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    st.markdown(harmless(plain(block.words), 4000))
                elif isinstance(block, Bullets):
                    st.markdown("\n".join(f"- {harmless(plain(words), 2000)}" for words in block.items))
