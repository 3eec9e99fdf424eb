"""The planner's guide: every command in it works, its pictures are there, and both languages say the same."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from scenarios.cli.entry import main

GUIDES = {"zh": "guide.md", "en": "guide.en.md"}
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHORT = {
    "run": ("--replicates", "20"),
    "compare": ("--replicates", "20"),
    "answers": ("--replicates", "20", "--binding", "2"),
    "report": ("--replicates", "100", "--binding", "2", "--seek", "none", "--charts", "scorecard", "--no-progress"),
}
"""What makes a command short enough for a test; everything else is as the guide says."""
MOST_BYTES = 1_500_000


def text(language: str, root: Path) -> str:
    return (root / "docs" / GUIDES[language]).read_text(encoding="utf-8")


def commands(language: str, root: Path) -> list[list[str]]:
    lines = [line for block in BLOCK.findall(text(language, root)) for line in block.splitlines() if line.strip()]
    return [shlex.split(line) for line in lines]


def shortened(words: Sequence[str]) -> list[str]:
    """Give a command with few replicates."""
    more = SHORT.get(words[0], ())
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in more:
            skip = word.startswith("--") and not word.startswith("--no-")
        else:
            kept.append(word)
    return [*kept, *more]


@pytest.mark.parametrize("language", GUIDES)
def test_every_command_of_the_guide_works(
    language: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = commands(language, root)
    assert {words[1] for words in found} >= {
        "plans",
        "run",
        "audit",
        "explore",
        "report",
        "compare",
        "answers",
        "verify",
    }
    served: list[list[str]] = []
    monkeypatch.setattr("scenarios.cli.explore_command._serve", lambda arguments: served.append(arguments) or 0)
    monkeypatch.setattr("scenarios.cli.explore_command._taken", lambda port: False)
    for words in found:
        assert words[0] == "tuiyan"
        assert main(shortened(words[1:])) == 0, (words, capsys.readouterr().err)
        said = capsys.readouterr()
        assert said.out.strip() or words[1] in ("explore", "report"), words
    assert len(served) == 1 and "--server.address=localhost" in served[0]
    written = {path.suffix for path in tmp_path.iterdir()}
    assert written == {".xlsx", ".csv", ".docx"}


def test_the_pictures_are_there_and_small(root: Path) -> None:
    shown = {name for language in GUIDES for name in re.findall(r"\]\((pictures/[^)]+)\)", text(language, root))}
    assert len(shown) == 8
    files = [root / "docs" / name for name in shown]
    assert all(path.is_file() for path in files)
    assert sum(path.stat().st_size for path in (root / "docs" / "pictures").iterdir()) <= MOST_BYTES


def test_links_of_the_guide_lead_somewhere(root: Path) -> None:
    for language in GUIDES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text(language, root)):
            assert (root / "docs" / target).exists(), target
    assert "guide.md" in (root / "README.md").read_text(encoding="utf-8")


def test_both_languages_hold_the_same_sections_and_commands(root: Path) -> None:
    heads = [re.findall(r"^#+ ", text(language, root), re.MULTILINE) for language in GUIDES]
    assert heads[0] == heads[1]
    names = [[words[1] for words in commands(language, root)] for language in GUIDES]
    assert names[0] == names[1]


def test_the_guide_says_what_verify_says(root: Path) -> None:
    """The exit statuses of the table are those of the command."""
    from scenarios.verification.words import CANNOT_TELL, EQUAL, NOT_EQUAL, OTHER_VERSION

    for language in GUIDES:
        table = [line for line in text(language, root).splitlines() if re.search(r"\| \d \|$", line)]
        assert [int(line.rstrip("| ")[-1]) for line in table] == [
            EQUAL,
            NOT_EQUAL,
            NOT_EQUAL,
            OTHER_VERSION,
            CANNOT_TELL,
        ]
