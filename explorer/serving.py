"""How the explorer is served: to this machine alone, telling nobody, with bounded uploads that stay in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PORT = 8501
UPLOAD_MEGABYTES = 20
OPTIONS: Mapping[str, str | bool | int] = {
    "server.address": "localhost",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.maxUploadSize": UPLOAD_MEGABYTES,
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}
"""What `tuiyan explore` sets, and `.streamlit/config.toml` for those who start Streamlit themselves."""
THEME = Path(__file__).resolve().parent / "theme.toml"
APP = Path(__file__).resolve().parent.parent / "app.py"


def arguments(port: int, *, headless: bool) -> list[str]:
    """Give the arguments of `streamlit` that serve the explorer."""
    options = {**OPTIONS, "server.port": port, "server.headless": headless, "theme.base": str(THEME)}
    said = [f"--{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in options.items()]
    return ["run", str(APP), *said]


def keep_uploads_in_memory() -> None:
    """Let uploads never touch the disk: the server would spool files over 1 MB to the temporary folder while they arrive."""
    from starlette.formparsers import MultiPartParser

    # A little more than the largest file, so that whatever is let in stays in memory.
    MultiPartParser.spool_max_size = (UPLOAD_MEGABYTES + 1) * 1024 * 1024
