"""One row of a sheet as one target (or several, where there is a column for each year), with what was doubtful in it."""

from __future__ import annotations

from typing import Any

from openpyxl.utils import get_column_letter
from pydantic import ValidationError

from scenarios.importing.columns import Layout, indicator_of, load_names, option_of
from scenarios.importing.figures import Reading, UnreadableError, plain, read_figure, read_year
from scenarios.importing.problems import CellProblem, Severity
from scenarios.importing.workbook import Cell
from scenarios.schema.indicators import Indicator, load_indicators
from scenarios.schema.plan import Target

LONGEST_TEXT = 120
COUNTED = frozenset({"家", "个", "户", "项", "条", "座"})
RATES = ("share", "growth", "coverage")


class RowReader:
    """Reads the rows of one sheet, collecting targets, named parts and problems."""

    def __init__(self, layout: Layout, start: int | None, number: int) -> None:
        self.layout, self.start, self.number = layout, start, number
        self.problems: list[CellProblem] = []
        self.parts: dict[str, dict[str, str | None]] = {"chain": {}, "cluster": {}, "zone": {}}

    def read(self) -> list[dict[str, Any]]:
        """Read every row that says anything; a row with a wrong cell is left out and reported."""
        targets: list[dict[str, Any]] = []
        for row in range(self.layout.first_row, len(self.layout.sheet.rows) + 1):
            if any(cell.value not in (None, "") for cell in self.layout.sheet.rows[row - 1]):
                targets += self._row(row)
        return targets

    def _cell(self, row: int, name: str) -> Cell:
        column = self.layout.columns.get(name)
        return self.layout.sheet.cell(row, column) if column else Cell()

    def _text(self, row: int, name: str) -> str:
        value = self._cell(row, name).value
        return plain(str(value))[:LONGEST_TEXT] if value is not None else ""

    def _report(self, severity: Severity, code: str, row: int, column: int, found: object, **values: object) -> None:
        letter = get_column_letter(column)
        heading = self.layout.headings.get(column, "")
        sheet = self.layout.sheet.name
        self.problems.append(
            CellProblem(severity, code, sheet, row, letter, heading, str(found)[:LONGEST_TEXT], values)
        )

    def _column(self, name: str) -> int:
        return self.layout.columns.get(name, self.layout.columns["indicator"])

    def _row(self, row: int) -> list[dict[str, Any]]:
        label = self._text(row, "indicator")
        if not label:
            return []  # a row of remarks below the table, or a merged caption
        key, near = indicator_of(label)
        if key is None:
            self._report("wrong", "unknown_indicator", row, self._column("indicator"), label, near=near or "-")
            return []
        indicator = load_indicators().indicators[key]
        found: list[dict[str, Any]] = []
        for column, year in self.layout.values:
            cell = self.layout.sheet.cell(row, column)
            if cell.value is None or plain(str(cell.value)) in ("", "-", "/", "—"):
                if len(self.layout.values) == 1:
                    self._report("wrong", "empty", row, column, "")
                continue
            target = self._target(row, column, year, cell, label, key, indicator)
            if target is not None:
                found.append(target)
        if len(found) > 1:  # a column for each year: the last one is the target, those before lead to it
            for step in found[:-1]:
                step["milestone_of"] = found[-1]["id"]
        return found + self._baseline(row, label, key, indicator)

    def _target(
        self, row: int, column: int, year: int | None, cell: Cell, label: str, key: str, indicator: Indicator
    ) -> dict[str, Any] | None:
        reading = self._figure(row, column, cell)
        if reading is None:
            return None
        unit = self._unit(row, column, cell, reading, indicator)
        if unit is None:
            return None
        value, high = reading.value, reading.value_high
        if reading.multiple is not None:
            start = self._start(row)
            if start is None:
                self._report("wrong", "needs_baseline", row, column, cell.value, multiple=reading.multiple)
                return None
            value = start * reading.multiple
            self._report("doubtful", "doubled", row, column, cell.value, start=start, value=value)
        value, high = self._percent(row, column, cell, reading, unit, indicator, value, high)
        if "value_high" in self.layout.columns and self._cell(row, "value_high").value not in (None, ""):
            upper = self._figure(row, self._column("value_high"), self._cell(row, "value_high"))
            high = upper.value if upper is not None else high
        if value is not None and high is not None and value > high:
            value, high = high, value
            self._report("doubtful", "range_swapped", row, column, cell.value, low=value, high=high)
        due = year if year is not None else self._year(row, "due_year")
        start_year = self._year(row, "from_year") or self.start
        if due is None and year is None:
            self._report("doubtful", "no_year", row, self._column("due_year"), "")
        if due is not None and start_year is not None and start_year > due:
            start_year = None if self._year(row, "from_year") is None else start_year
        return self._checked(
            row,
            column,
            {
                "id": f"r{self.number}_{row}" if year is None else f"r{self.number}_{row}_{year}",
                "heading": self._text(row, "heading") or f"{self.layout.sheet.name} {row}",
                "label": {"zh": label, "en": indicator.label.en},
                "indicator": key,
                "kind": self._kind(row, label, indicator),
                "operator": "range" if high is not None else reading.operator,
                "value": value,
                "value_high": high,
                "unit": unit,
                "from_year": start_year,
                "due_year": due,
                "scope": self._scope(row, indicator),
                "threshold": self._threshold(row, label),
                "binding": self._binding(row),
                "responsible_unit": self._text(row, "unit_responsible") or None,
            },
        )

    def _figure(self, row: int, column: int, cell: Cell) -> Reading | None:
        if cell.formula:
            self._report("wrong", "formula", row, column, cell.value)
            return None
        try:
            reading = read_figure(cell.value)
        except UnreadableError as error:
            self._report("wrong", str(error.args[0]), row, column, cell.value)
            return None
        if reading.swapped:
            self._report(
                "doubtful", "range_swapped", row, column, cell.value, low=reading.value, high=reading.value_high
            )
        return reading

    def _unit(self, row: int, column: int, cell: Cell, reading: Reading, indicator: Indicator) -> str | None:
        """Agree on the unit of cell, unit column and indicator; report where they contradict one another."""
        written, stated = reading.unit, self._text(row, "unit") or None
        if cell.percent:
            written = "%"
        accepted = indicator.accepted_units
        counted = written in COUNTED and stated in COUNTED
        if written is not None and stated is not None and written != stated and not counted:
            self._report("wrong", "units_contradict", row, column, cell.value, written=written, stated=stated)
            return None
        unit = written or stated
        if unit is None:
            if reading.multiple is None:
                self._report("doubtful", "unit_assumed", row, column, cell.value, unit=indicator.unit)
            return indicator.unit
        if unit in accepted:
            return unit
        if unit in COUNTED and indicator.unit in COUNTED:
            return indicator.unit
        self._report("wrong", "unit_of_another_kind", row, self._column("unit"), unit, wanted=", ".join(accepted))
        return None

    def _percent(
        self,
        row: int,
        column: int,
        cell: Cell,
        reading: Reading,
        unit: str,
        indicator: Indicator,
        value: float | None,
        high: float | None,
    ) -> tuple[float | None, float | None]:
        """Turn a share written as 0.3 into 30 (%): certain where the cell is shown as a percentage, else doubtful."""
        if unit not in ("%", "%/年") or value is None or reading.unit == "%":
            return value, high
        is_number = isinstance(cell.value, int | float)
        if cell.percent and is_number:
            return round(value * 100, 10), high
        if is_number and 0 < value < 1 and indicator.nature in RATES:
            self._report("doubtful", "share_as_fraction", row, column, cell.value, value=round(value * 100, 10))
            return round(value * 100, 10), high
        return value, high

    def _start(self, row: int) -> float | None:
        cell = self._cell(row, "baseline")
        if cell.value in (None, "") or cell.formula:
            return None
        try:
            return read_figure(cell.value).value
        except UnreadableError:
            return None

    def _baseline(self, row: int, label: str, key: str, indicator: Indicator) -> list[dict[str, Any]]:
        """Make the target that carries the present value, where the row gives one."""
        cell = self._cell(row, "baseline")
        if cell.value in (None, ""):
            return []
        column = self._column("baseline")
        reading = self._figure(row, column, cell)
        if reading is None or reading.value is None:
            return []
        unit = self._unit(row, column, cell, reading, indicator)
        if unit is None:
            return []
        value, _ = self._percent(row, column, cell, reading, unit, indicator, reading.value, None)
        year = self._year(row, "baseline_year") or (self.start - 1 if self.start else None)
        target = self._checked(
            row,
            column,
            {
                "id": f"r{self.number}_{row}_start",
                "heading": self._text(row, "heading") or f"{self.layout.sheet.name} {row}",
                "label": {"zh": f"{label}（现状）", "en": f"{indicator.label.en} (present)"},
                "indicator": key,
                "kind": "baseline",
                "operator": "=" if reading.operator == "range" else reading.operator,
                "value": value,
                "unit": unit,
                "from_year": year,
                "due_year": year,
                "scope": self._scope(row, indicator),
                "threshold": self._threshold(row, label),
            },
        )
        return [target] if target else []

    def _year(self, row: int, name: str) -> int | None:
        if name not in self.layout.columns:
            return None
        try:
            return read_year(self._cell(row, name).value)
        except UnreadableError:
            self._report("doubtful", "not_a_year", row, self._column(name), self._cell(row, name).value)
            return None

    def _kind(self, row: int, label: str, indicator: Indicator) -> str:
        said = self._text(row, "kind")
        if said:
            kind = option_of(said, load_names().kinds)
            if kind is not None:
                return kind
            options = "、".join(names[0] for names in load_names().kinds.values())
            self._report("doubtful", "unknown_kind", row, self._column("kind"), said, options=options)
        if indicator.nature == "growth":
            return "growth_rate"
        if indicator.nature == "share":
            return "coverage" if "覆盖" in label or "改造率" in label else "share"
        yearly = any(word in label for word in ("每年", "年均", "年新增", "年度"))
        if yearly:
            return "flow_per_year" if indicator.nature == "enterprise_count" else "input_per_year"
        if any(word in label for word in ("累计", "新增")):
            return "cumulative"
        return "stock"

    def _scope(self, row: int, indicator: Indicator) -> dict[str, Any]:
        name, kind = self._text(row, "scope"), option_of(self._text(row, "scope_kind"), load_names().scopes)
        if not name or option_of(name, {"region": load_names().scopes["region"]}):
            return {"kind": "region"}
        if kind is None or kind == "region":
            guesses = {"产业链": "chain", "链": "chain", "集群": "cluster", "区": "zone", "园": "zone"}
            kind = next((guess for ending, guess in guesses.items() if name.endswith(ending)), "group")
        if kind in self.parts:
            self.parts[kind].setdefault(name, self._text(row, "part_of") or None)
            larger = self._text(row, "part_of")
            if kind == "chain" and larger:
                self.parts["cluster"].setdefault(larger, None)
        return {"kind": kind, "names": [name]}

    def _threshold(self, row: int, label: str) -> dict[str, Any] | None:
        cell = self._cell(row, "threshold")
        if cell.value in (None, ""):
            return None
        reading = self._figure(row, self._column("threshold"), cell)
        if reading is None or reading.value is None:
            return None
        return {"value": reading.value, "unit": reading.unit if reading.unit in ("万元", "亿元") else "亿元"}

    def _binding(self, row: int) -> bool | None:
        said = self._text(row, "binding")
        names = load_names()
        return True if said in names.binding else False if said in names.expected else None

    def _checked(self, row: int, column: int, fields: dict[str, Any]) -> dict[str, Any] | None:
        """Check a target by the plan's own schema; report what it refuses."""
        filled = {name: value for name, value in fields.items() if value is not None}
        try:
            Target.model_validate(filled)
        except ValidationError as error:
            context = error.errors()[0].get("ctx", {})
            code = {"negative": "negative", "due_before_start": "due_before_start"}.get(
                str(context.get("code")), "refused"
            )
            self._report(
                "wrong", code, row, column, self.layout.sheet.cell(row, column).value, reason=error.errors()[0]["msg"]
            )
            return None
        return filled
