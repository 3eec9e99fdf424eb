"""Uploads: seen before they are used, refused in words, kept to their session."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.computing import service
from scenarios.importing import template_xlsx
from tests.explorer.conftest import Open

LEDGER = "企业名称,营业收入（万元）,研发费用（万元）\n甲公司,5200,210\n乙公司,=1+1,12\n丙公司,900,0\n".encode(
    "utf-8-sig"
)


def chosen(app: AppTest, section: str) -> AppTest:
    next(one for one in app.get("segmented_control") if one.key == "data_section").set_value(section).run()
    return app


def upload(app: AppTest, key: str, name: str, content: bytes) -> AppTest:
    app.file_uploader(key=key).upload(name, content)
    app.run()
    assert not app.exception, app.exception
    return app


def test_a_plan_sheet_is_understood_shown_and_then_used(open_app: Open) -> None:
    app = upload(open_app("data"), "plan_file", "目标.xlsx", template_xlsx())
    assert app.success and len(app.dataframe) >= 1
    assert app.session_state["tuiyan"].history.present.plan == "xihua", "nothing is used before it is told to"
    app.button(key="use_plan").click().run()
    assert not app.exception
    assert app.session_state["tuiyan"].history.present.plan.startswith("upload-")
    app.switch_page("explorer/pages/plan.py").run()
    assert not app.exception and not app.error
    other = open_app("plan", **{name: str(value) for name, value in app.query_params.items()})
    assert other.warning and other.session_state["tuiyan"].history.present.plan == "xihua"


def bomb() -> bytes:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return paper.getvalue()


HOSTILE: dict[str, tuple[str, Any]] = {
    "empty": ("a.xlsx", b""),
    "no workbook": ("a.xlsx", b"PK\x03\x04 nothing"),
    "a program": ("a.xlsx", b"MZ\x90\x00" * 100),
    "a bomb": ("a.xlsx", bomb),
    "yaml with a tag": ("a.yaml", b"id: !!python/object/apply:os.system ['true']\n"),
    "yaml that unfolds": ("a.yaml", b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b,*b]\n"),
    "not text": ("a.yaml", b"\xff\xfe\x00"),
    "a path as name": ("../../../etc/passwd.yaml", b"plan: x"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_plan_is_refused_in_words(open_app: Open, name: str) -> None:
    file, content = HOSTILE[name]
    app = upload(open_app("data"), "plan_file", file, content() if callable(content) else content)
    assert app.error and not app.success
    assert "/tmp/" not in app.error[0].value, "no place of this machine is shown"


def test_texts_of_a_file_are_shown_as_they_stand(open_app: Open) -> None:
    from scenarios.importing import template_yaml

    wild = template_yaml().replace("某某县", "<b>**x**</b>")
    app = upload(open_app("data"), "plan_file", "a.yaml", wild.encode())
    assert app.success and "<b>**x**</b>" not in app.success[0].value
    app.button(key="use_plan").click().run()
    app.switch_page("explorer/pages/plan.py").run()
    assert "<b>**x**</b>" not in app.title[0].value and "x" in app.title[0].value


def test_a_ledger_is_shown_used_in_its_session_alone_and_has_no_link(open_app: Open) -> None:
    app = upload(chosen(open_app("data"), "ledger"), "ledger_file", "台账.csv", LEDGER)
    assert app.success and any(
        "乙" in str(row) or "=1+1" in str(row) for row in app.dataframe[-1].value.values.tolist()
    )
    before = set(service().shared.entries)
    app.button(key="use_ledger").click().run()
    assert not app.exception
    app.switch_page("explorer/pages/plan.py").run()
    assert not app.exception and not app.error and app.metric
    assert set(service().shared.entries) == before, "its results are in no shared store"
    assert "s" not in app.query_params
    private = app.session_state["tuiyan_private"]
    assert len(private.entries) == 1


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"a,b\n1,2\n", b"PK\x03\x04"])
def test_a_hostile_ledger_is_refused_in_words(open_app: Open, content: bytes) -> None:
    app = upload(chosen(open_app("data"), "ledger"), "ledger_file", "台账.csv", content)
    assert app.error
