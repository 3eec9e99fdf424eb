"""Local calibration in a real browser: a filled template with a small bank, and data that are contradictory, single or absurd."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import openpyxl
import pytest

from calibration.local.columns import load_columns
from calibration.local.template import template_xlsx
from explorer.components.calibration import ROUGH_DRAWS
from tests.browser.conftest import Opened
from tests.browser.serving import Watched

COUNTS = {("above_scale", 2022): 138, ("above_scale", 2023): 146, ("above_scale", 2024): 155, ("srdi", 2024): 16}
SAID_WITHIN = 60.0
"""Seconds within which a page says what it has to."""
HEAD = "指标,年份,数值,来源\n"
KINDS = {
    "contradictory": (
        HEAD
        + "规上工业企业,2022,150,公报\n规上工业企业,2023,148,公报\n规上工业企业,2024,152,公报\n规上工业企业,2025,30,公报\n",
        ("数据与模型矛盾", "与其他数不合"),
        ("没有矛盾",),
    ),
    "one": (
        HEAD + "规上工业企业,2022,140,公报\n",
        ("只有 1 个数", "大部分结论仍来自先验", "没有矛盾"),
        ("数据与模型矛盾：", "超出模型"),
    ),
    "absurd": (
        HEAD + "规上工业企业,2023,80000,公报\n规上工业企业,2024,90000,公报\n",
        ("全都超出模型能产生的范围", "数据不可用", "超出模型所及"),
        ("没有矛盾", "在本次会话中使用", "各项指标达到的概率", "学到了什么（"),
    ),
}
"""The file, what the page must say, and what it must not."""


def filled(path: Path) -> Path:
    """The template with a few figures, as a planner saves it."""
    from calibration.definitions import definitions

    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    sheet, names = book.worksheets[0], list(load_columns().columns)
    said = {f"{what.label.zh} {what.label.en}": name for name, what in definitions().items()}
    for row in range(2, sheet.max_row + 1):
        quantity, year = (sheet.cell(row, names.index(name) + 1).value for name in ("quantity", "year"))
        count = COUNTS.get((said.get(str(quantity), ""), year))
        if count is not None:
            sheet.cell(row, names.index("value") + 1).value = count
            sheet.cell(row, names.index("source") + 1).value = "县统计公报"
    book.save(path)
    return path


def upload(page: Watched, path: Path) -> None:
    page.page.set_input_files('input[type="file"]', str(path))
    page.page.locator(".st-key-calibrate_begin button").first.wait_for(timeout=60_000)
    page.settle()


def learn(page: Watched, last: str) -> None:
    """Choose the small bank, begin, and wait until the last of the page stands there."""
    page.page.locator(".st-key-calibrate_draws button").filter(has_text=f"{ROUGH_DRAWS:,}").click()
    page.settle()
    page.page.locator(".st-key-calibrate_begin button").first.click()
    page.page.get_by_text(last).first.wait_for(timeout=400_000)
    page.settle()


def words(page: Watched, *expected: str) -> str:
    """Wait until the page says these, and give all that it says then.

    The cells of its tables are included: these are painted, and told to screen readers beside, some time after the page's
    script has ended.
    """
    until = time.monotonic() + SAID_WITHIN
    while True:
        cells = page.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid="stDataFrame"] td')].map(e => e.textContent).join('\\n')"""
        )
        shown = page.page.locator('[data-testid="stMain"]').inner_text()
        said = f"{shown}\n{cells}"
        missing = [word for word in expected if word not in said]
        if not missing:
            return said
        assert time.monotonic() < until, (missing, said)
        page.page.wait_for_timeout(200)


def test_a_filled_template_is_read_learned_from_and_used(open_page: Opened, tmp_path: Path) -> None:
    page = open_page()
    page.open("/calibrate?plan=xihua")
    upload(page, filled(tmp_path / "年度数据.xlsx"))
    words(page, f"读到 {len(COUNTS)} 个数", "138")
    learn(page, "把已实现的年份也算在内")
    page.page.screenshot(path=tmp_path / "learned.png")
    said = words(page, "起点：规上工业企业数", "没有矛盾", f"抽样只有 {ROUGH_DRAWS:,} 个")
    before, after = (
        [float(number) for number in re.findall(r"\d+(?:\.\d+)?", cell)]
        for cell in row_after(said, "起点：规上工业企业数")[1:3]
    )
    assert after[0] <= COUNTS["above_scale", 2022] <= after[2] and after[2] - after[0] < 0.5 * (before[2] - before[0])
    page.page.locator(".st-key-use_posterior button").first.click()
    page.page.get_by_text("本次会话正使用本地校准的结果").first.wait_for(timeout=60_000)


def row_after(said: str, first: str) -> list[str]:
    """The cells of a table's row that begins so: unit, before, after, narrowed."""
    lines = said.split("\n")
    place = lines.index(first)
    return lines[place + 1 : place + 5]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_data_gets_its_words(open_page: Opened, tmp_path: Path, kind: str) -> None:
    content, expected, unsaid = KINDS[kind]
    path = tmp_path / f"{kind}.csv"
    path.write_text(content, encoding="utf-8")
    page = open_page()
    page.open("/calibrate?plan=xihua")
    upload(page, path)
    learn(page, "数据不可用" if kind == "absurd" else "把已实现的年份也算在内")
    page.page.screenshot(path=tmp_path / f"{kind}.png")
    said = words(page, *expected)
    for word in unsaid:
        assert word not in said, word
