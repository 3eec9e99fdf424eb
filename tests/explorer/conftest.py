"""The app driven without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="the extra explorer is not installed")
pytest.importorskip("altair", reason="the extra explorer is not installed")

from streamlit.testing.v1 import AppTest

REPLICATES = 128
"""Replicates of a question in these tests: enough for every page, few enough to be quick."""
PAGES = ("audit", "lab", "seek", "ladder", "investment", "sweeps", "calibrate", "annex", "data")

Open = Callable[..., AppTest]


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """Give the rows of all charts; Streamlit takes them out of the specification."""
    from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df

    found: list[dict[str, Any]] = []
    for chart in app.get("vega_lite_chart"):
        data = [chart.proto.data.data, *(named.data.data for named in chart.proto.datasets)]
        for content in data:
            if content:
                found += convert_arrow_bytes_to_pandas_df(content).to_dict("records")
    return found


@pytest.fixture
def open_app(root: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the app at a page, with these parameters of its link."""
    monkeypatch.setattr("explorer.link.EXPLORED_REPLICATES", REPLICATES)

    def opened(page: str = "plan", **params: str) -> AppTest:
        app = AppTest.from_file(str(root / "app.py"), default_timeout=120)
        for name, value in params.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception, app.exception
        if page != "plan":
            app.switch_page(f"explorer/pages/{page}.py").run()
            assert not app.exception, app.exception
        return app

    return opened
