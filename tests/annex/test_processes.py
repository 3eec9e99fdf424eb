"""What only the command as a whole shows: a PDF printed by LibreOffice, and how fast Ctrl-C is heard."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.answers.drawn import judged_rows
from scenarios.cli import main
from scenarios.loaded import load
from scenarios.messages import text

ROOT = Path(__file__).parents[2]
PLAN = "xuchang"

# A runner in the background leaves Ctrl-C ignored in its children; a terminal does not.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from scenarios.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_pdf_is_printed_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages say what the annex of the same question says, and `verify` prints it again to compare them line by line."""
    place = tmp_path / "附件.pdf"
    target = judged_rows(load(PLAN))[0].target
    words = [
        "report",
        PLAN,
        "--out",
        str(place),
        "--sections",
        "verdicts",
        "--targets",
        target.id,
        "--title",
        "附件试作",
    ]
    assert main([*words, "--replicates", "100", "--seek", "none", "--lang", "zh"]) == 0
    assert place.read_bytes().startswith(b"%PDF-")
    done = subprocess.run(["pdftotext", str(place), "-"], capture_output=True, timeout=60, check=True)
    said = "".join(done.stdout.decode().split())
    assert "附件试作" in said and "".join(target.label["zh"].split()) in said
    if shutil.which("fc-list") and not subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip():
        fonts = subprocess.run(["pdffonts", str(place)], capture_output=True, check=True).stdout.decode()
        assert "NotoSerifSC" in fonts and "NotoSansSC" in fonts, "without Chinese fonts every glyph would be a box"
    assert [each.name for each in tmp_path.iterdir()] == [place.name], "nothing else is left behind"
    capsys.readouterr()
    assert main(["verify", str(place), "--lang", "zh"]) == 0, capsys.readouterr().out
    told = capsys.readouterr().out
    assert "测算附件" in told and "重新做出整个文件" in told
    # Another program printed it, or with other fonts: its lines cannot be compared, and that is said.
    monkeypatch.setattr("scenarios.verification.forms.pdf.layout", lambda found: ["another"])
    assert main(["verify", str(place), "--lang", "zh"]) == 5
    assert "请核验同一份的 DOCX" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_stops_an_annex_and_leaves_no_file(tmp_path: Path) -> None:
    place = tmp_path / "annex.docx"
    words = ["report", PLAN, "--out", str(place), "--replicates", "20000", "--progress", "--lang", "zh"]
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", COMMAND, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    os.set_blocking(process.stderr.fileno(), False)
    heard, began = b"", time.monotonic()
    while b"/" not in heard:  # the first count of what is done
        assert process.poll() is None and time.monotonic() - began < 120, heard.decode("utf-8", "replace")
        heard += process.stderr.read() or b""
        time.sleep(0.02)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    os.set_blocking(process.stderr.fileno(), True)
    out, rest = process.communicate(timeout=60)
    assert time.monotonic() - began < 20.0
    said = (heard + rest).decode("utf-8", "replace")
    assert process.returncode == 130 and out == b""
    assert "Traceback" not in said and text("annex.said.stopped", "zh") in said
    assert list(tmp_path.iterdir()) == []
