"""`manage.py simulate`: a county's year of transfers, or of agreements, in an empty database of its own, and tables of
how they ended.

A planning tool for an office, and the proof that no case is left hanging. How people behave is written down in
config/simulation/policy.py and agreement_policy.py. Tests: tests/config/test_simulation.py,
test_simulated_agreements.py.
"""

import time
from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from approvals.models import Case, Entry
from config.past import Clock, clock_at
from config.simulation import agreement_outcome, county, drawing, outcome
from config.simulation.proposals import MOST_NAMED
from config.simulation.year import LONGEST_AFTER, Year, unfinished
from documents.models import Paper
from members.models import Account, PartyOrg
from workflows.models import AgreementCase, Duty

PROOFS = ("check_consistency", "verify_log", "verify_archive")


class Command(BaseCommand):
    help = (
        "在一个空数据库里模拟一个县一年的组织关系接转和共管协议：有人及时、有人拖延、有人休假、有人不理，"
        "最后给出各类结果的件数和时间，并证明没有一件无人负责、没有一项职责遗漏。"
        "数据库由 DATABASE_URL 指定，不得存有其他数据。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--year", type=int, default=2025, help="哪一年（默认 2025）；节假日须已公布，否则按周一至周五"
        )
        parser.add_argument(
            "--transfers", type=int, default=2200, help="这一年发起多少件接转（默认 2200；有协议时可以为 0）"
        )
        parser.add_argument(
            "--agreements", type=int, default=0, help="这一年签订多少份共管协议（默认 0）；模拟到这些协议全部期满或终止"
        )
        parser.add_argument("--seed", type=int, default=7, help="随机种子（默认 7）：种子相同，结果逐件相同")
        parser.add_argument(
            "--draw", type=int, default=50, help="最后生成多少份文书的 PDF（默认 50，0 为不生成），其余留在队列里"
        )

    def handle(self, *, year: int, transfers: int, agreements: int = 0, seed: int, draw: int, **options: Any) -> None:
        fewest = 0 if agreements else 1
        if not fewest <= transfers <= county.MOST_MEMBERS:
            raise CommandError(f"--transfers 须在 {fewest} 到 {county.MOST_MEMBERS} 之间。")
        most = (county.MOST_MEMBERS - transfers) // MOST_NAMED
        if not 0 <= agreements <= most:
            raise CommandError(f"接转 {transfers} 件时，--agreements 须在 0 到 {most} 之间。")
        make_room()
        started = time.monotonic()
        with clock_at(timezone.make_aware(datetime(year, 1, 1))) as clock:
            lived = self._live(clock, year, transfers, agreements, seed)
            self._report(lived)
            self._prove(draw)
        self.stdout.write(f"用时 {time.monotonic() - started:.0f} 秒。")

    def _live(self, clock: Clock, year: int, transfers: int, agreements: int, seed: int) -> Year:
        places = county.found()
        first, last = date(year, 1, 1), date(year, 12, 31)
        lived = Year(places, clock, first=first, last=last, transfers=transfers, agreements=agreements, seed=seed)
        self.stdout.write(
            f"模拟 {year} 年：党组织 {PartyOrg.objects.count()} 个，接转 {transfers} 件，"
            f"共管协议 {agreements} 份，种子 {seed}。"
        )
        lived.live(tell=self._month)
        self._none_hangs(lived)
        lived.finish(tell=self._month)
        self._none_hangs(lived)
        return lived

    def _month(self, day: date) -> None:
        """A line at the end of each month."""
        if (day + timedelta(days=1)).month == day.month:
            return
        of_transfers, agreements = Case.objects.filter(kind="transfer"), AgreementCase.objects.all()
        open_now, begun = of_transfers.open().count(), of_transfers.count()
        line = f"  {day:%Y-%m-%d}　发起 {begun}　办完 {begun - open_now}　在办 {open_now}"
        if count := agreements.count():
            in_force = agreements.open().exclude(effective_on=None).count()
            line += f"　协议 {count}　履行中 {in_force}　职责 {Duty.objects.count()}"
        self.stdout.write(line)

    def _none_hangs(self, lived: Year) -> None:
        if faults := lived.hanging():
            raise CommandError("\n".join(["有事项无人负责、没有期限或没有出路，或有职责遗漏：", *faults]))
        count = Case.objects.open().count()
        self.stdout.write(f"  在办 {count} 件，每件都有办理组织、期限和出路，没有一件超过规定的时限而未提醒、未督办。")
        if duties := Duty.objects.count():
            self.stdout.write(f"  职责 {duties} 项，应有的一项不少、一项不重，每项都有着落。")
        if lived.changed_twice:
            raise CommandError("\n".join(["同一时刻再次运行 tick，数据有变：", *lived.changed_twice]))
        if lived.nights_twice:
            self.stdout.write(f"  {lived.nights_twice} 个夜晚在同一时刻再次运行 tick，数据没有任何变化。")

    def _report(self, lived: Year) -> None:
        if left := unfinished().count():
            raise CommandError(f"年后 {LONGEST_AFTER} 天仍有 {left} 件没有办完。")
        if Case.objects.filter(kind="transfer").exists():
            self.stdout.write("\n" + outcome.as_markdown(outcome.table(), "接转的结果"))
        if AgreementCase.objects.exists():
            self._report_agreements()
        if Case.objects.filter(kind="coordination").exists():
            self.stdout.write("\n" + outcome.as_markdown(outcome.coordinations(), "协调的结果"))
        self._report_steps(lived)

    def _report_agreements(self) -> None:
        for rows, called in (
            (agreement_outcome.agreements(renewing=False), "共管协议的结果"),
            (agreement_outcome.agreements(renewing=True), "续签的协议"),
            (agreement_outcome.evaluations(), "评价的结果"),
        ):
            self.stdout.write("\n" + outcome.as_markdown(rows, called))
        found = agreement_outcome.duties_by_clause(timezone.now())
        self.stdout.write("\n" + agreement_outcome.duties_as_markdown(found))
        steps = outcome.steps()
        self.stdout.write(
            f"\n补充协议 {steps['agree_change']} 份，中止 {steps['suspend']} 次，恢复 {steps['resume']} 次，"
            f"解除通知 {steps['give_notice']} 份，收回 {steps['take_back']} 份，提出异议 {steps['object']} 次；"
            f"职责登记 {steps['duty_done']} 次，更正 {steps['duty_taken_back']} 次，说明 {steps['duty_explained']} 次。"
        )

    def _report_steps(self, lived: Year) -> None:
        steps, answers = outcome.steps(), lived.desks.answers
        self.stdout.write(
            f"\n日志 {Entry.objects.count()} 条：提醒 {steps['remind']} 次，列入督办 {steps['supervise']} 次，"
            f"催办 {steps['urge']} 次，介绍信到期 {steps['expire']} 封，重开 {steps['reissue']} 封。"
        )
        self.stdout.write(f"办理 {answers['done']} 步；期限已到、来晚 {answers['too late']} 步。")
        for word, called in (("refused", "因规则不予办理"), ("warned", "经提示说明理由后办理")):
            rules = {name.removeprefix(f"{word} "): n for name, n in answers.items() if name.startswith(f"{word} ")}
            self.stdout.write(f"{called}：" + ("，".join(f"{rule} {rules[rule]} 次" for rule in sorted(rules)) or "无"))

    def _prove(self, draw: int) -> None:
        drawn = drawing.draw(draw)
        self.stdout.write(f"\n文书 {Paper.objects.count()} 份，已生成 PDF {drawn} 份。")
        for proof in PROOFS:
            self.stdout.write(f"{proof}：", ending="")
            call_command(proof, stdout=self.stdout)


def make_room() -> None:
    """An empty, migrated database with the calendar in it; the last simulation's is emptied. Raises CommandError, and
    then has changed nothing."""
    if holds_other_data():
        raise CommandError("这个数据库里有别的数据，不能用来模拟；请用 DATABASE_URL 另指一个空数据库。")
    call_command("migrate", verbosity=0)
    if PartyOrg.objects.exists():
        call_command("flush", verbosity=0, interactive=False)
    call_command("seed_calendar", verbosity=0)


def holds_other_data() -> bool:
    """Whether anything is stored that no simulation wrote."""
    tables = connection.introspection.table_names()
    if PartyOrg._meta.db_table not in tables:
        return bool(tables)
    others = Account.objects.exclude(username__startswith=county.LOGIN)
    return others.exists() or PartyOrg.objects.filter(parent=None).exclude(remark=county.MARK).exists()
