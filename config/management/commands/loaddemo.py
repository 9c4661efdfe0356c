"""`manage.py loaddemo`: the demo's roster, cast and cases. Idempotent; refuses outside DEMO mode."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from approvals import sweep
from approvals.models import ClockReading
from config.demo import agreements, cast, floating, lists, on_paper, requests, stories
from members import roster
from members.models import PartyOrg

ROSTER = Path(settings.BASE_DIR) / "members" / "demo" / "roster.xlsx"


class Command(BaseCommand):
    help = "Load the demo's roster, cast and cases. Only with DEMO=1."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("loaddemo 只能在演示模式下运行（DEMO=1）；正式数据库不装演示数据。")
        call_command("seed_calendar", stdout=self.stdout)
        if not PartyOrg.objects.exists():
            roster.run(ROSTER, applicants=True)
        hats = cast.arrive()
        cast.lend(hats["wang"], hats["jiang"])
        ClockReading.objects.all().delete()  # the stories began before any sweep
        moved, signed = stories.tell(hats) + lists.draw_up(hats), agreements.sign(hats)
        on_paper.enter(hats)
        requests.enter(hats)
        signed += floating.found(hats)
        sweep.sweep()
        self.stdout.write(f"演示数据已就绪：新增接转 {moved} 件，共管协议 {signed} 份。")
        self.stdout.write(f"演示账户（密码 {cast.PASSWORD}）：")
        for login, hat in hats.items():
            self.stdout.write(f"  {login:8} {hat.account.name}　{hat.org} · {hat.label}")
