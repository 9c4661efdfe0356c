"""`manage.py import_roster FILE [options]`: import a roster 花名册 (.xlsx, .xls, .csv) from the command line.

Prints counts and row numbers, never names or numbers. Exit code 1 when the file, or every row of it, cannot
be read, else 0.
Tests: tests/members/test_roster_running.py, tests/members/test_roster_choosing.py.
"""

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.roster.choosing import Choices
from members.roster.outcome import LEFT_OUT, Collected, Outcome, Problem
from members.roster.running import run_file
from members.roster.words import Holds
from members.roster.workbook import Unreadable

SHOWN = 50


def pair(said: str) -> tuple[str, str]:
    """`"证件=公民身份号码"` → its two sides; the right one may be empty."""
    left, equals, right = said.partition("=")
    if not left or not equals:
        raise ArgumentTypeError("写成 甲=乙")
    return left.strip(), right.strip()


class Command(BaseCommand):
    help = "导入花名册：好的行逐行入库，有问题的行连同原因退回。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="花名册（.xlsx、.xls、.et、.csv）")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--errors", type=Path, help="退回的行写入这个工作簿（.xlsx）")
        parser.add_argument("--sheet", default="", help="只读这张工作表")
        parser.add_argument("--kind", choices=Holds.values, help="是什么表")
        parser.add_argument("--heading-row", type=int, default=0, help="表头在第几行")
        parser.add_argument("--column", type=pair, action="append", default=[], help="哪一列是什么：证件=公民身份号码")
        parser.add_argument("--branch", default="", help="表里没有党支部一列时，全表所属党支部的全称")
        parser.add_argument(
            "--default", type=pair, action="append", default=[], help="没有的列全表一个值：党费交至=2026-11"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        heard = Collected()
        choices = Choices(
            sheet=options["sheet"],
            holds=Holds(options["kind"]) if options["kind"] else None,
            top=options["heading_row"],
            columns=dict(options["column"]),
            branch=options["branch"],
            defaults=dict(options["default"]),
        )
        try:
            outcome = run_file(
                options["file"],
                save=not options["dry_run"],
                errors=options["errors"],
                listener=heard,
                choices=None if choices == Choices() else choices,
            )
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from None
        except OSError as failed:
            raise CommandError(f"读不到或写不了文件：{failed.strerror}") from None
        if not any(sheet.rows or sheet.left_out or sheet.kept for sheet in outcome.sheets):
            self._counts(outcome, head="没有读进任何一行：")
            raise CommandError("没有导入：缺少必需的列，或表里没有人和组织；可以用 --column、--kind 写明哪一列是什么。")
        written = sum(outcome.total(name) for name in ("new", "changed", "kept"))
        said = "只检查，没有写入：" if options["dry_run"] else "已导入：" if written else "没有可写入的行："
        self._counts(outcome, head=said)
        self._problems(heard)
        if options["errors"] and outcome.total("refused"):
            self.stdout.write("退回的行已写入修正工作簿；其中有个人信息，改好导入后请删除。")

    def _counts(self, outcome: Outcome, *, head: str) -> None:
        self.stdout.write(head)
        for sheet in outcome.sheets:
            if sheet.missing and not (sheet.left_out or sheet.kept):
                self.stdout.write(f"  {sheet.sheet}：没有读，缺少列 {'、'.join(sheet.missing)}")
                continue
            counts = (
                f"  {sheet.sheet}：{sheet.rows}行，新增{sheet.new}，更新{sheet.changed}，"
                f"未变{sheet.same}，退回{sheet.refused}，提示{sheet.warned}"
            )
            more = {"可更正": sheet.offered, "没有读": sheet.left_out, "留存文件": sheet.kept}
            self.stdout.write("，".join([counts, *(f"{word}{number}" for word, number in more.items() if number)]))
        for name, layout in outcome.layouts.items():
            if layout is None or layout.holds == Holds.NOTHING:
                self.stdout.write(f"  {name}：不是花名册，没有读")
        for note in outcome.notes:
            self.stdout.write(f"  {note}")

    def _problems(self, heard: Collected) -> None:
        """First the kinds, each once with its number of rows, then the rows."""
        kinds = Counter((_weight(problem), str(problem)) for _sheet, _row, problem in heard.problems)
        for (weight, said), rows in kinds.most_common():
            if rows > 1:
                self.stdout.write(f"  {weight}共{rows}行：{said}")
        for sheet, row, problem in heard.problems[:SHOWN]:
            self.stdout.write(f"  {_weight(problem)} {sheet} 第{row}行：{problem}")
        if (more := len(heard.problems) - SHOWN) > 0:
            self.stdout.write(f"  另有{more}条，见修正工作簿（--errors）。")


def _weight(problem: Problem) -> str:
    if problem.kind in LEFT_OUT:
        return "没有读"
    return "提示" if problem.warning else "退回"
