"""What an administrator reads about the programs and the backup. Subject: config/system_views.py, config/backups.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config import backups
from config.heartbeat import Beating
from config.models import BackupMade, Program

pytestmark = pytest.mark.django_db
STOPPED = "。请在服务器上重新启动它，已提交的内容不会丢失。"


@pytest.fixture
def keeper(client, clock, orgs, appoint):
    client.force_login(
        appoint("管理员", "keeper", orgs.town, "administrator").account,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


def test_what_runs_and_what_it_does_is_shown(keeper):
    for program in Program:
        beating = Beating(program, program)
        beating.doing = "documents.tasks.render_paper" if program == Program.WORKER else ""
        beating.beat()

    page = keeper.get("/system/").content.decode()
    assert STOPPED not in page
    assert page.count("正常") == 2
    assert "documents.tasks.render_paper" in page


def test_what_stands_still_is_named_with_what_to_do(keeper, clock):
    Beating(Program.WORKER, "worker-1").beat()
    clock.shift(timedelta(minutes=2))

    page = keeper.get("/system/").content.decode()
    assert f"后台程序没有在运行：文书不再生成，名册不再导入{STOPPED}" in page
    assert f"时钟没有在运行：到期事项不再处理{STOPPED}" in page
    assert "无响应" in page


def test_a_backup_that_is_missing_is_told_after_its_days(keeper, settings, monkeypatch):
    settings.BACKUP_DAYS = 3
    monkeypatch.setattr(backups, "founded_at", timezone.now)
    young = keeper.get("/system/").content.decode()
    assert "还没有做过备份。" in young
    assert "没有成功备份" not in young

    BackupMade.objects.create(at=timezone.now() - timedelta(days=4), name="x", size=2048)
    late = keeper.get("/system/").content.decode()
    assert "最近一次成功备份：2026-11-19 09:00" in late
    assert "已超过 3 天没有成功备份。请在服务器上运行 deploy/backup" in late


def test_nobody_waits_for_a_backup_of_a_demo_or_where_others_make_it(settings, clock):
    BackupMade.objects.create(at=timezone.now() - timedelta(days=9), name="x", size=1)
    assert backups.is_overdue()

    settings.DEMO = True
    assert not backups.is_overdue()
    settings.DEMO, settings.BACKUP_DAYS = False, 0
    assert not backups.is_overdue()


def test_the_page_is_for_administrators(client, wang):
    client.force_login(wang.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/system/").status_code == 403
