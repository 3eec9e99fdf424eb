"""The sheet and the YAML file that a planner fills in: one row a target."""

from __future__ import annotations

import io
from typing import Any

from scenarios.importing.columns import load_names
from scenarios.schema.indicators import load_indicators

SHEET, ABOUT, HELP, LISTS = "目标", "规划信息", "填写说明", "可选指标"
COLUMNS: tuple[tuple[str, int, str], ...] = (
    ("indicator", 30, "照“可选指标”表填写，也可写常用名称"),
    ("kind", 12, "期末数、每年新增、累计、增速、比重、覆盖率、每年投入、投入总额；可不填"),
    ("value", 14, "可写 60、约60家、50-60、60家以上、30%、1.6万家"),
    ("unit", 8, "家、个、亿元、%……"),
    ("due_year", 10, "到哪一年"),
    ("from_year", 10, "从哪一年算起；不填则为规划起始年"),
    ("baseline", 12, "现在是多少；填了才能核对差距"),
    ("baseline_year", 10, "现状是哪一年的"),
    ("scope_kind", 10, "全县（全市）、园区、集群、产业链、其他"),
    ("scope", 18, "园区、集群或产业链的名称；不填则为全县（全市）"),
    ("part_of", 14, "产业链属于哪个集群"),
    ("threshold", 12, "“10亿元级”一类的规模门槛，如 10亿元"),
    ("heading", 14, "在文件的哪一节"),
    ("binding", 10, "约束性、预期性"),
    ("unit_responsible", 16, "由谁负责"),
    ("note", 20, ""),
)
EXAMPLES: tuple[tuple[object, ...], ...] = (
    (
        "规模以上工业企业",
        "期末数",
        "300家以上",
        "家",
        2030,
        None,
        180,
        2025,
        "全县",
        None,
        None,
        None,
        "二、目标",
        "预期性",
        "县工信局",
        "示例，填写时删去",
    ),
    (
        "专精特新中小企业",
        "每年新增",
        5,
        "家",
        2030,
        2026,
        12,
        2025,
        "全县",
        None,
        None,
        None,
        "二、目标",
        "预期性",
        "县工信局",
        "示例，填写时删去",
    ),
    (
        "产业链规模",
        "期末数",
        "150",
        "亿元",
        2030,
        None,
        None,
        None,
        "产业链",
        "某某产业链",
        "某某集群",
        None,
        "三、任务",
        "预期性",
        "县发改委",
        "示例，填写时删去",
    ),
)


def template_xlsx() -> bytes:
    """Make the template as an XLSX file: notes, the plan's name and years, the table of targets, the list of indicators."""
    import xlsxwriter

    paper = io.BytesIO()
    book = xlsxwriter.Workbook(paper, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1, "text_wrap": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    names = load_names().columns
    about = book.add_worksheet(ABOUT)
    about.set_column(0, 0, 14)
    about.set_column(1, 1, 40)
    for row, (label, example) in enumerate(
        (
            ("地区", "某某县"),
            ("级别", "县"),
            ("省份", "河南省"),
            ("文件名称", "某某县制造业发展规划"),
            ("规划起始年", 2026),
            ("规划结束年", 2030),
        )
    ):
        about.write(row, 0, label, bold)
        about.write(row, 1, example)
    table = book.add_worksheet(SHEET)
    for column, (name, width, note) in enumerate(COLUMNS):
        table.set_column(column, column, width)
        table.write(0, column, names[name][0], bold)
        if note:
            table.write_comment(0, column, note)
    for row, example_row in enumerate(EXAMPLES, start=1):
        for column, value in enumerate(example_row):
            if value is not None:
                table.write(row, column, value)
    table.freeze_panes(1, 1)
    _choices(table, book)
    lists = book.add_worksheet(LISTS)
    lists.set_column(0, 0, 40)
    for column, heading in enumerate(("可用的名称", "计量单位")):
        lists.write(0, column, heading, bold)
    for row, indicator in enumerate(load_indicators().indicators.values(), start=1):
        lists.write(row, 0, indicator.label.zh)
        lists.write(row, 1, "、".join(indicator.accepted_units))
    notes = book.add_worksheet(HELP)
    notes.set_column(0, 0, 90)
    for row, line in enumerate(_notes()):
        notes.write(row, 0, line, wrap)
    table.activate()
    book.close()
    return paper.getvalue()


def _choices(table: Any, book: Any) -> None:
    """Offer the fixed choices of a column as a list; other words are still accepted and reported."""
    names = load_names()
    offered = {
        "kind": [known[0] for known in names.kinds.values()],
        "scope_kind": [known[0] for known in names.scopes.values()],
        "binding": [names.binding[0], names.expected[0]],
    }
    for column, (name, _, _) in enumerate(COLUMNS):
        if name in offered:
            table.data_validation(
                1, column, 500, column, {"validate": "list", "source": offered[name], "error_type": "information"}
            )


def _notes() -> tuple[str, ...]:
    return (
        "一行填一个目标。填好后运行：tuiyan audit 文件名.xlsx",
        "目标值可以照原文写：60、约60家、50-60、60家以上、突破300、30%、1.6万家；全角数字也可以。",
        "“翻一番”须填现状值。公式不会被计算，请填数值。",
        "同一指标各年的节点，可以另加以年份为表头的列（如“2026年”“2028年”“2030年”），最后一年为目标，其余为节点。",
        "读不懂的单元格会指出表名、行、列；有疑问的按所示读法读入，并逐一列出。",
    )


def template_yaml() -> str:
    """Write the template as a commented YAML file that `tuiyan audit` and `tuiyan run` read as it stands."""
    return """\
# 规划目标样板：一条目标一段。填好后运行 tuiyan audit 本文件；各键的含义见 tuiyan schema plan。
# A plan's targets, one block each. Run `tuiyan audit` on this file; `tuiyan schema plan` explains every key.
id: my_plan
region:
  name: {zh: 某某县, en: My county}
  level: county          # county 县, prefecture 市
  province: {zh: 河南省, en: Henan}
document:
  title: {zh: 某某县制造业发展规划, en: Manufacturing plan of my county}
  source: 草案
horizon: {start: 2026, end: 2030}
planning_period_start: 2026
clusters:
  - {name: 某某集群, en: My cluster}
chains:
  - {name: 某某产业链, en: My chain, part_of: 某某集群}
targets:
  # kind: stock 期末数, flow_per_year 每年新增, cumulative 累计, growth_rate 增速, share 比重, coverage 覆盖率,
  #       input_per_year 每年投入, input_total 投入总额, baseline 现状
  # operator: ">=" 达到/以上, "=" 就是, ">" 突破/超过, "~" 左右, "range" 区间（另写 value_high）, "<=" 至多
  - id: above_scale
    heading: 二、目标
    label: {zh: 规模以上工业企业, en: Above-scale enterprises}
    indicator: above_scale_enterprises
    kind: stock
    operator: ">"
    value: 300
    unit: 家
    due_year: 2030
    responsible_unit: 县工信局
  - id: above_scale_now
    heading: 一、现状
    label: {zh: 规模以上工业企业（现状）, en: Above-scale enterprises now}
    indicator: above_scale_enterprises
    kind: baseline
    operator: "="
    value: 180
    unit: 家
    from_year: 2025
    due_year: 2025
  - id: srdi_each_year
    heading: 二、目标
    label: {zh: 每年培育专精特新中小企业, en: SRDI SMEs a year}
    indicator: srdi_smes
    kind: flow_per_year
    operator: "="
    value: 5
    unit: 家
    from_year: 2026
    due_year: 2030
  - id: chain_size
    heading: 三、任务
    label: {zh: 某某产业链规模, en: Size of my chain}
    indicator: chain_output
    kind: stock
    operator: ">="
    value: 150
    unit: 亿元
    due_year: 2030
    scope: {kind: chain, names: [某某产业链]}
"""
