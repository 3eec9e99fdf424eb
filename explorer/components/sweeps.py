"""A sweep's folder on the page: lines, scatter, heat map of probability over two levers, table, download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from charts.general import Axis, heat_map, lines, scatter
from explorer.components.changes import figure_label, lever_label, parameter_label
from explorer.components.pictures import WIDE, picture, points
from explorer.remaking import merged, part_of, sweep_part_csv
from explorer.wording import harmless, refusal, say
from scenarios.discovery import DiscoverRequest, discover
from scenarios.discovery.words import condition
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.schema.load import load_plan
from scenarios.sweep import Store
from scenarios.sweep.exporting import store_stamp
from scenarios.sweep.summaries import JOINT
from scenarios.tables import Table
from scenarios.validation import ValidationStatus

MOST_LETTERS = 1_000
MOST_POINTS_DRAWN = 2_000
VIEWS = ("lines", "scatter", "heat", "table")
MEASURES = ("probability", "p50", "p05", "p95")
FRAMES = "tuiyan_sweep"


def sweep_page(language: str) -> None:
    """Ask for a folder, and show the sweep that it holds."""
    folder = st.text_input(
        say("sweeps.folder", language),
        max_chars=MOST_LETTERS,
        placeholder=say("sweeps.folder_placeholder", language),
        key="sweep_folder",
        persist_state="session",
        help=say("sweeps.folder_help", language),
    )
    if not folder or not folder.strip():
        st.info(say("sweeps.none", language))
        return
    try:
        store, frame = _opened(folder.strip())
    except InputError as error:
        st.error(refusal(error, language))
        return
    asked = store.manifest.content["specification"]
    title = asked.get("title", {}).get(language, "")
    st.subheader(harmless(title) or say("sweeps.title", language))
    st.caption(
        say(
            "sweeps.about",
            language,
            points=len(store.manifest.points),
            done=frame["point"].nunique(),
            replicates=store.manifest.replicates,
            version=store.manifest.content["frame"]["results_version"],
        )
    )
    paths = [name for name in frame.columns if "." in str(name)]
    _views(store, frame, paths, language)
    _fails(store.folder, str(st.session_state.get("sweep_target", JOINT)), language)


def _fails(folder: Path, target: str, language: str) -> None:
    """Say under which conditions the points of a sweep fail, on a click."""
    with st.expander(say("sweeps.fails", language)):
        if not st.button(say("sweeps.fails_begin", language), key="sweep_fails"):
            return
        try:
            found = discover(folder, DiscoverRequest(() if target == JOINT else (target,), "fails"))
        except InputError as error:
            st.error(refusal(error, language))
            return
        st.markdown(harmless(found.sentence(language), 2_000))
        if found.box is not None:
            heads = [text(f"discover.column.{name}", language) for name in ("condition", "quasi_p")]
            rows = [[condition(found, edge, language), f"{edge.quasi_p:.2g}"] for edge in found.box.edges]
            st.dataframe(pd.DataFrame(rows, columns=heads), hide_index=True, alt=say("sweeps.fails", language))
        st.caption(text("discover.note", language))


def _opened(folder: str) -> tuple[Store, pd.DataFrame]:
    """Read a folder's verdicts with what each point changed; the same folder as it stands is read once."""
    try:
        place = Path(folder).expanduser()
        known = "\x00" not in folder and place.is_dir()
    except (OSError, RuntimeError):  # a name too long for this machine, a home that nobody has
        known = False
    if not known:
        raise InputError("sweep_no_store", folder=folder[:200])
    store = Store(place)
    kept: dict[str, Any] = st.session_state.setdefault(FRAMES, {})
    key = f"{folder}|{store.manifest.text()}|{sorted(path.name for path in (store.folder / 'verdicts').glob('*'))}"
    if kept.get("key") != key:
        kept["key"], kept["frame"] = key, merged(store)
    frame: pd.DataFrame = kept["frame"]
    return store, frame


def _views(store: Store, frame: pd.DataFrame, paths: list[str], language: str) -> None:
    labels = _target_labels(frame, language)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            say("sweeps.view", language),
            VIEWS,
            default="lines",
            required=True,
            format_func=lambda name: say(f"sweeps.view_{name}", language),
            key="sweep_view",
            persist_state="session",
        )
        target = st.selectbox(
            say("sweeps.target", language),
            list(labels),
            format_func=lambda name: labels[name],
            key="sweep_target",
            persist_state="session",
        )
        plans = list(dict.fromkeys(frame["scenario"]))
        scenario = (
            st.selectbox(say("sweeps.scenario", language), plans, key="sweep_scenario") if len(plans) > 1 else plans[0]
        )
    part = part_of(frame, str(target), str(scenario))
    if not paths:
        st.info(say("sweeps.nothing_varies", language))
    if view == "table" or not paths:
        _table(part, paths, language)
    elif view == "heat":
        _heat(part, paths, labels[str(target)], language)
    elif view == "scatter":
        _scatter(part, paths, language)
    else:
        _lines(part, paths, language)
    _validation(part, language)
    _download(store, part, str(target), str(scenario), language)


def _validation(part: pd.DataFrame, language: str) -> None:
    """Say how far answers like these have been tested; a folder of an earlier version does not hold it."""
    if "validation" not in part.columns:
        return
    for code, level in dict.fromkeys(zip(part["validation"], part["validation_level"], strict=True)):
        if isinstance(code, str):
            status = ValidationStatus(code, level=level if isinstance(level, str) else None)  # type: ignore[arg-type]
            st.caption(say("sweeps.validation", language, words=status.words(language)))


def _target_labels(frame: pd.DataFrame, language: str) -> dict[str, str]:
    """Name the targets of a sweep by their plans; one that no plan of the package has keeps its id."""
    known: dict[str, str] = {JOINT: say("sweeps.joint", language)}
    for plan in dict.fromkeys(frame["scenario"]):
        try:
            known |= {target.id: target.label[language] for target in load_plan(str(plan)).targets}
        except InputError:
            continue
    return {str(name): known.get(str(name), str(name)) for name in dict.fromkeys(frame["target"])}


def path_label(path: str, language: str) -> str:
    """Name what a sweep varies: a lever, an assumption, a starting figure, or the path itself."""
    kind, _, rest = path.partition(".")
    name = rest.split(".")[0]
    if kind == "levers":
        return lever_label(name, language)
    if kind == "assumptions":
        return parameter_label(name, language)
    return figure_label(name, language) if kind in ("baseline", "figures") else path


def _axis(column: str, language: str) -> Axis:
    if column == "probability":
        return Axis(column, say("column.probability", language), form="share")
    if column in MEASURES:
        return Axis(column, say(f"sweeps.{column}", language))
    return Axis(column, path_label(column, language))


def _as_table(part: pd.DataFrame, columns: list[str]) -> Table:
    rows = part[columns].astype(object).where(part[columns].notna(), None).to_dict("records")
    plain: list[dict[str, Any]] = [
        {str(name): value.item() if hasattr(value, "item") else value for name, value in row.items()} for row in rows
    ]
    return Table.of_rows("sweep", columns, plain)


def _pick(label: str, options: list[str], key: str, language: str, index: int = 0) -> str:
    found: str = st.selectbox(
        say(label, language),
        options,
        index=min(index, len(options) - 1),
        format_func=lambda name: _axis(name, language).label,
        key=key,
        persist_state="session",
    )
    return found


def _lines(part: pd.DataFrame, paths: list[str], language: str) -> None:
    """Draw a measure over what varies, a line for each value of a second path."""
    with st.container(horizontal=True):
        x = _pick("sweeps.across", paths, "sweep_x", language)
        y = _pick("sweeps.measure", list(MEASURES), "sweep_y", language)
        others = [name for name in paths if name != x]
        by = _pick("sweeps.by", others, "sweep_by", language) if others else None
    columns = [x, y, *([by] if by else [])]
    kept = part[columns].dropna().groupby([x, *([by] if by else [])], as_index=False).mean()
    if kept.empty:
        st.caption(say("plan.no_rows", language))
        return
    if by:
        kept[by] = [
            f"{path_label(by, language)} = {value:g}" if isinstance(value, float) else str(value) for value in kept[by]
        ]
    chart = lines(
        _as_table(kept, columns), _axis(x, language), _axis(y, language), by=by, language=language, width=points(WIDE)
    )
    picture(chart, name=say("sweeps.lines_alt", language), key="sweep_lines")


def _scatter(part: pd.DataFrame, paths: list[str], language: str) -> None:
    with st.container(horizontal=True):
        x = _pick("sweeps.across", [*paths, *MEASURES], "sweep_sx", language)
        y = _pick("sweeps.measure", list(MEASURES), "sweep_sy", language)
    if x == y:
        st.caption(say("sweeps.same_axis", language))
        return
    kept = part[[x, y]].dropna().head(MOST_POINTS_DRAWN)
    if kept.empty:
        st.caption(say("plan.no_rows", language))
        return
    chart = scatter(
        _as_table(kept, [x, y]), _axis(x, language), _axis(y, language), language=language, width=points(WIDE)
    )
    picture(chart, name=say("sweeps.scatter_alt", language), key="sweep_scatter")


def _heat(part: pd.DataFrame, paths: list[str], label: str, language: str) -> None:
    """Draw the probability over two paths; where others vary too, the mean over them."""
    if len(paths) < 2:
        st.info(say("sweeps.needs_two", language))
        return
    with st.container(horizontal=True):
        x = _pick("sweeps.across", paths, "sweep_hx", language)
        y = _pick("sweeps.up", [name for name in paths if name != x], "sweep_hy", language)
    kept = part[[x, y, "probability"]].dropna().groupby([x, y], as_index=False).mean()
    if kept.empty:
        st.caption(say("plan.no_rows", language))
        return
    if len(paths) > 2:
        st.caption(say("sweeps.mean_over_others", language))
    chart = heat_map(
        _as_table(kept, [x, y, "probability"]),
        _axis(x, language),
        _axis(y, language),
        _axis("probability", language),
        language=language,
        width=points(WIDE),
    )
    picture(chart, name=say("sweeps.heat_alt", language, label=label), key="sweep_heat")


def _table(part: pd.DataFrame, paths: list[str], language: str) -> None:
    columns = [*paths, *("probability", "standard_error", "p05", "p50", "p95", "verdict", "replicates", "failed")]
    shown = part[[name for name in columns if name in part.columns]]
    names = {name: path_label(name, language) for name in paths}
    names |= {"probability": say("column.probability", language), "verdict": say("column.verdict", language)}
    names |= {
        name: say(f"sweeps.{name}", language)
        for name in ("standard_error", "p05", "p50", "p95", "replicates", "failed")
    }
    st.dataframe(
        shown.rename(columns=names),
        hide_index=True,
        height=420,
        alt=say("sweeps.table_alt", language),
        key=f"sweep_table_{language}",
    )


def _download(store: Store, part: pd.DataFrame, target: str, scenario: str, language: str) -> None:
    st.download_button(
        say("download.table", language),
        data=lambda: sweep_part_csv(part, store_stamp(store.manifest, "verdicts", "csv"), target, scenario),
        file_name="sweep.csv",
        mime="text/csv",
        on_click="ignore",
        key="csv_sweep",
    )
