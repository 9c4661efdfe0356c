"""`manage.py verify_log`: prove that no step was changed, left out or taken back; names each case's first bad row."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from approvals import journal
from approvals.checkpoints import codes, scope
from approvals.checkpoints.records import Checkpoint


class Command(BaseCommand):
    help = "Check every case's hash chain and all checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", metavar="CODE", help="also: is the state of this printed code still there?")

    def handle(self, *args: Any, checkpoint: str | None = None, **options: Any) -> None:
        try:
            wanted = codes.Code.read(checkpoint) if checkpoint else None
        except codes.Unreadable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        faults = 0
        for fault in journal.broken():
            faults += 1
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"日志不完整：{faults} 处。请保留现场并从备份核对。")
        self.stdout.write("日志完整。")
        if last := Checkpoint.objects.order_by("-pk").first():
            self.stdout.write(f"最近的检查点：{codes.code_of(last)}（{last.when}）")
        if wanted:
            self.stdout.write(still_there(wanted))


def still_there(wanted: codes.Code) -> str:
    """A sentence on the state that is still there. Raises CommandError when it is not."""
    found = codes.find(wanted)
    if found.point is None:
        raise CommandError(f"与检查单不符：{found.difference}")
    counted = "、".join(f"{label} {count} 条" for label, count in scope.totals_of(found.point))
    return f"检查单的状态仍在日志中：检查点 {found.point.pk}（{found.point.when}），其中{counted}"
