"""`manage.py check_consistency [--full]`: prove that the register is whole. Exit code 1 when something is wrong.

Tests: tests/members/test_consistency.py.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from members.consistency import check


class Command(BaseCommand):
    help = "核对名册：每名党员任何时刻有且只有一个组织关系，组织树、审批权限和身份号码索引没有差错。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--full", action="store_true", help="逐人核对加密的身份号码（默认只抽查）")

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for finding in check(full=options["full"]):
            found += 1
            self.stdout.write(str(finding))
        if found:
            self.stdout.write(f"发现{found}处差错，请告知系统管理员。")
            sys.exit(1)
        self.stdout.write("核对完毕，没有差错。")
