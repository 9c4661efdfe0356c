"""`manage.py verify_log`: prove that no step was changed, left out or taken back; names each case's first bad row."""

from django.core.management.base import BaseCommand, CommandError

from approvals import journal


class Command(BaseCommand):
    help = "Check every case's hash chain and all checkpoints."

    def handle(self, *args, **options) -> None:
        faults = 0
        for fault in journal.broken():
            faults += 1
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"日志不完整：{faults} 处。请保留现场并从备份核对。")
        self.stdout.write("日志完整。")
