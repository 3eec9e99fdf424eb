"""The two pages that say how long the guide takes: words and a table from what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.guide_timed import Step

PAGES = {"zh": "guide-timed.md", "en": "guide-timed.en.md"}
TEN_MINUTES = 600.0
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "# 照着指南做一遍，用了多久",
        "made": "由 `python -m tests.guide_timed --write` 生成，请勿手改：新的克隆、新的环境、空的家目录和缓存，"
        "先按[指南](guide.md)安装，再在 chromium 里点一遍，再逐行执行指南 `sh` 框里的命令，一行不减。",
        "machine": "{processors} 个处理器，Python {python}，提交 {commit}，开始时的负荷 {load}。负荷高于 1，就是机器上同时有别的"
        "程序在算，“时钟”一栏因此偏长；“处理器”一栏是这一步自己用掉的时间。安装包从近处的镜像取，网速慢的地方要久一些。",
        "head": "| 做什么 | 时钟（秒） | 处理器（秒） |",
        "install": "安装",
        "clicks": "只点网页的规划人员",
        "commands": "用命令的规划人员、分析人员和审阅人员",
        "way": "从安装到手里有完整的 Word 附件：只点网页 **{clicks}**，用命令 **{commands}**（安装，到写出完整附件那一行为止；"
        "排在点过之后，规则已经编译好，单独做要再加不到一分钟）。",
        "sum": "合计",
        "time": "{minutes} 分 {seconds} 秒",
        "within": "都在十分钟以内。",
        "beyond": "没有做到都在十分钟以内。",
    },
    "en": {
        "title": "# The guide followed, and how long it took",
        "made": "Made by `python -m tests.guide_timed --write`, not by hand: a fresh clone, a fresh environment, an empty home "
        "and no cache; first the installing of the [guide](guide.en.md), then everything clicked in chromium, then the `sh` "
        "blocks of the Chinese guide line by line, nothing shortened (the English one has the same commands).",
        "machine": "{processors} processors, Python {python}, commit {commit}, load at the beginning {load}. A load above 1 "
        "means that other programs were computing, so the clock runs long; the column “processor” is a step's own time. Packages "
        "came from a mirror close by: installing takes longer on a slow line.",
        "head": "| what | clock (s) | processor (s) |",
        "install": "Installing",
        "clicks": "The planner who only clicks",
        "commands": "Planners, analysts and reviewers with commands",
        "way": "From installing to a whole Word annex in hand: clicking **{clicks}**, with commands **{commands}** (installing, "
        "and the lines up to the one that writes the whole annex; after the clicks, so the rules were "
        "compiled: alone, less than a minute more). ",
        "sum": "sum",
        "time": "{minutes} min {seconds} s",
        "within": "Both within ten minutes.",
        "beyond": "Not both within ten minutes.",
    },
}


def page(language: str, steps: Sequence[Step], known: Mapping[str, str]) -> str:
    """Write the page in one language."""
    words = WORDS[language]
    lines = [words["title"], "", words["made"], "", words["machine"].format_map(known), ""]
    ways = to_annex(steps)
    said = {name: clock(seconds, language) for name, seconds in ways.items()}
    if {"clicks", "commands"} <= set(said):
        done = all(seconds <= TEN_MINUTES for seconds in ways.values())
        lines += [words["way"].format_map(said) + words["within" if done else "beyond"], ""]
    for part in ("install", "clicks", "commands"):
        of_part = [step for step in steps if step.part == part]
        if not of_part:
            continue
        lines += [f"## {words[part]}", "", words["head"], "|---|---|---|"]
        for step in of_part:
            used = "" if step.processor is None else f"{step.processor:.1f}"
            lines.append(f"| {step.said[language]} | {step.wall:.1f} | {used} |")
        lines += [f"| {words['sum']} | {sum(step.wall for step in of_part):.1f} | |", ""]
    return "\n".join(lines).rstrip() + "\n"


def to_annex(steps: Sequence[Step]) -> dict[str, float]:
    """Say how many seconds pass from the beginning of the installation to a whole annex, for each way there."""
    installing = sum(step.wall for step in steps if step.part == "install")
    found: dict[str, float] = {}
    for part in ("clicks", "commands"):
        of_part = [step for step in steps if step.part == part]
        last = [place for place, step in enumerate(of_part) if part == "clicks" or is_annex(step)]
        if last:
            found[part] = installing + sum(step.wall for step in of_part[: last[-1] + 1])
    return found


def is_annex(step: Step) -> bool:
    """Tell whether a command makes the whole annex."""
    return step.said["en"].startswith("`tuiyan report") and "--sections" not in step.said["en"]


def clock(seconds: float, language: str) -> str:
    """Write seconds as minutes and seconds."""
    whole = round(seconds)
    return WORDS[language]["time"].format(minutes=whole // 60, seconds=whole % 60)
