"""`manage.py import_roster FILE.xlsx [--dry-run] [--errors OUT.xlsx]`: import a roster 花名册 from the command line.

Prints counts and row numbers, never names or numbers. Exit code 1 when the file cannot be read, else 0.
Tests: tests/members/test_roster_running.py.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.roster.outcome import Collected, Outcome
from members.roster.running import run_file
from members.roster.workbook import Unreadable

SHOWN = 50


class Command(BaseCommand):
    help = "导入花名册：好的行逐行入库，有问题的行连同原因退回。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="花名册工作簿（.xlsx）")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--errors", type=Path, help="退回的行写入这个工作簿（.xlsx）")

    def handle(self, *args: Any, **options: Any) -> None:
        heard = Collected()
        try:
            outcome = run_file(options["file"], save=not options["dry_run"], errors=options["errors"], listener=heard)
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from None
        except OSError as failed:
            raise CommandError(f"读不到或写不了文件：{failed.strerror}") from None
        self._counts(outcome, dry=options["dry_run"])
        self._problems(heard)
        if options["errors"] and outcome.total("refused"):
            self.stdout.write("退回的行已写入修正工作簿；其中有个人信息，改好导入后请删除。")

    def _counts(self, outcome: Outcome, *, dry: bool) -> None:
        self.stdout.write("只检查，没有写入：" if dry else "已导入：")
        for sheet in outcome.sheets:
            if sheet.missing:
                self.stdout.write(f"  {sheet.sheet}：没有读，缺少列 {'、'.join(sheet.missing)}")
                continue
            self.stdout.write(
                f"  {sheet.sheet}：{sheet.rows}行，新增{sheet.new}，更新{sheet.changed}，"
                f"未变{sheet.same}，退回{sheet.refused}，提示{sheet.warned}"
            )
        for name, layout in outcome.layouts.items():
            if layout is None:
                self.stdout.write(f"  {name}：不是花名册，没有读")

    def _problems(self, heard: Collected) -> None:
        for sheet, row, problem in heard.problems[:SHOWN]:
            self.stdout.write(f"  {'提示' if problem.warning else '退回'} {sheet} 第{row}行：{problem}")
        if (more := len(heard.problems) - SHOWN) > 0:
            self.stdout.write(f"  另有{more}条，见修正工作簿（--errors）。")
