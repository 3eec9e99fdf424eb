"""How the explorer is served: this machine only, telling nobody, uploads bounded, cross-site protection on."""

from __future__ import annotations

import tomllib
from pathlib import Path

from explorer.serving import APP, OPTIONS, THEME, arguments


def test_the_command_and_the_configuration_file_say_the_same(root: Path) -> None:
    with (root / ".streamlit" / "config.toml").open("rb") as stream:
        file = tomllib.load(stream)
    said = {f"{section}.{name}": value for section, values in file.items() for name, value in values.items()}
    assert said.pop("theme.base") == "explorer/theme.toml"
    assert said == dict(OPTIONS)


def test_it_is_served_to_this_machine_alone_and_tells_nobody() -> None:
    said = arguments(8600, headless=True)
    for wanted in (
        "--server.address=localhost",
        "--browser.gatherUsageStats=false",
        "--server.enableXsrfProtection=true",
        "--server.maxUploadSize=20",
        "--client.showErrorDetails=none",
    ):
        assert wanted in said
    assert APP.is_file() and THEME.is_file()


def test_the_theme_names_no_font_of_another_machine() -> None:
    assert "http" not in THEME.read_text(encoding="utf-8")
