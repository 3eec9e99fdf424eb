"""Whatever is wrong with a command line: status 2, said in the user's language, with the nearest right name."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.cli import main

CASES = [
    ("run xihua --replicates 0", "1 到 1000000", "1 to 1000000"),
    ("run xihua --replicates -3", "-3", "-3"),
    ("run xihua --replicates five", "不是整数", "not a whole number"),
    ("run xihua --replicates ５００", "半角", "plain digits"),
    ("run xihua --replicates 5.5", "不是整数", "not a whole number"),
    ("run xihua --seed -1", "超出范围", "out of range"),
    ("run xihua --seed 99999999999999999999", "超出范围", "out of range"),
    ("run xihua --threads 0", "--threads", "--threads"),
    ("run xihua --chunk 0", "--chunk", "--chunk"),
    ("run xihua --as-of 1999", "2022 到 2034", "2022 to 2034"),
    ("run xihua --rulebook 2023", "calendar, 2022, 2026", "calendar, 2022, 2026"),
    ("run xihua --counting nest", "nested", "nested"),
    ("run xihua --reading change", "change=net", "change=net"),
    ("run xihua --reading change=nett", "change=net", "change=net"),
    ("run xihau", "xihua", "xihua"),
    ("run nowhere.yaml", "nowhere.yaml", "nowhere.yaml"),
    ("run", "SCENARIO|PLAN", "SCENARIO|PLAN"),
    ("run xihua xuchang", "xuchang", "xuchang"),
    ("run xihua --replicate 3", "--replicates", "--replicates"),
    ("run xihua --seed --json", "--seed", "--seed"),
    ("rnu xihua", "run", "run"),
    ("", "plans", "plans"),
    ("schema scenari", "scenario", "scenario"),
    ("trace xihua --replicate -1 --enterprise 3", "--replicate", "--replicate"),
    ("trace xihua --enterprise 3", "--replicate", "--replicate"),
    ("trace xihua --replicate 0", "--projects", "--projects"),
    ("trace xihua --replicate 0 --enterprise 3 --projects", "恰取其一", "exactly one"),
    ("trace xihua --replicate 0 --project 7", "P2027-3-1-2-0", "P2027-3-1-2-0"),
]


@pytest.mark.parametrize(("line", "chinese", "english"), CASES, ids=[case[0] or "nothing" for case in CASES])
def test_bad_command_lines(line: str, chinese: str, english: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language, expected, mark in (("zh", chinese, "错误："), ("en", english, "Error: ")):
        words = line.split()
        assert main([*words[:1], *words[1:], *(["--lang", language] if words else [])]) == 2 or not words
        said = capsys.readouterr()
        assert said.out == "" and "Traceback" not in said.err
        if words or language == "zh":
            assert expected in said.err and said.err.startswith(mark)


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plans", "--lang", "fr"]) == 2
    assert "zh, en" in capsys.readouterr().err


def test_a_plan_file_with_several_mistakes_names_each_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(__file__).parents[3] / "scenarios/plans/xihua.yaml"
    lines = source.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if "    value: " in line)
    lines[first] = "    valeu: 2"
    second = next(number for number, line in enumerate(lines) if "    kind: stock" in line)
    lines[second] = "    kind: stok"
    path = tmp_path / "plan.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert main(["run", str(path)]) == 2
    said = capsys.readouterr().err
    assert f"plan.yaml:{first + 1}" in said and "valeu" in said and "value" in said
    assert f"plan.yaml:{second + 1}" in said and "stock" in said
    assert said.count("错误：") == 2


@pytest.mark.parametrize("text", ["", "a: [1", "- 1\n", "a: &a [x,x]\nb: &b [*a,*a]\nplan: *b\n"])
def test_files_that_are_no_scenario(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["run", str(path)]) == 2
    assert "s.yaml" in capsys.readouterr().err
