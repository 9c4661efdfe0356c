"""The import of a workbook of 140,000 members into PostgreSQL, and what it costs others meanwhile.

It runs in a process of its own (its peak memory is that of an import); beside it another connection writes
a row every 20 ms and notes its longest wait.
"""

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import xlsxwriter
from django.db import connection

from members.models import AccessRecord, Person

from .database import Unfit, fresh, named
from .figures import Figure
from .office import id_number

ROWS = 140_000
BRANCH_SIZE = 100
ORG_COLUMNS = ("组织全称", "组织类别", "上级党组织", "审批预备党员权限")
IDENTITY, PARTY = ("姓名", "性别", "民族", "公民身份号码", "学历"), ("入党日期", "转正日期", "党员类别", "所在党支部")
MEMBER_COLUMNS = (*IDENTITY, *PARTY, "手机号", "党费交至")
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华文"
COMMITTEE = "中共青石县委员会"


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="liangdi-bench-") as folder, fresh("bench_roster") as database:
        workbook = Path(folder) / "roster.xlsx"
        write_workbook(workbook, ROWS)
        with database.entered():
            seconds, peak, longest = _import_beside_a_writer(workbook)
            entered = Person.objects.count()
    if entered != ROWS:
        raise Unfit(f"{entered} of {ROWS} rows were imported: the generated workbook does not suit the import.")
    about = {"rows": ROWS, "rows_per_second": round(ROWS / seconds), "peak_MB": peak, "longest_wait_ms": longest}
    return [Figure("import", "140000-rows", seconds, "seconds", about=about)]


def write_workbook(path: Path, rows: int) -> None:
    """A committee, its branches of BRANCH_SIZE members each, and `rows` members with valid numbers."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    orgs, members = book.add_worksheet("党组织"), book.add_worksheet("党员花名册")
    orgs.write_row(0, 0, ORG_COLUMNS)
    orgs.write_row(1, 0, (COMMITTEE, "党委", "", "是"))
    for number in range(-(-rows // BRANCH_SIZE)):
        orgs.write_row(number + 2, 0, (_branch(number), "党支部", COMMITTEE, "否"))
    members.write_row(0, 0, MEMBER_COLUMNS)
    for number in range(rows):
        members.write_row(number + 1, 0, _member(number))
    book.close()


def _branch(number: int) -> str:
    return f"中共青石县第{number + 1}社区支部委员会"


def _member(number: int) -> tuple[str, ...]:
    identity = id_number(number)
    name = FAMILY[number % 20] + GIVEN[number // 20 % 25] + GIVEN[number // 500 % 25]
    sex = "男" if int(identity[16]) % 2 else "女"
    member = (name, sex, "汉族", identity, "高中", "2017-07-01", "2018-07-01", "正式党员")
    return *member, _branch(number // BRANCH_SIZE), f"139{number:08d}", "2026-10"


def _import_beside_a_writer(workbook: Path) -> tuple[float, float, float]:
    """Seconds of the import, its peak memory in MB, and the longest wait of the other writer in ms."""
    done, waits = threading.Event(), [0.0]
    writer = threading.Thread(target=_write_until, args=(connection.settings_dict["NAME"], done, waits))
    writer.start()
    started = time.monotonic()
    try:
        answer = subprocess.run(  # noqa: S603  fixed words
            [sys.executable, "-m", "bench.roster_worker", connection.settings_dict["NAME"], str(workbook)],
            stdout=subprocess.PIPE,
            check=True,
        )
    finally:
        seconds = time.monotonic() - started
        done.set()
        writer.join()
    return seconds, float(answer.stdout), max(waits) * 1000


def _write_until(database: str, done: threading.Event, waits: list[float]) -> None:
    """Write rows, as an office does that goes on working, until `done`."""
    with named(database).entered() as other:
        while not done.wait(0.02):
            started = time.monotonic()
            AccessRecord.objects.create(kind="export", subject="bench")
            waits.append(time.monotonic() - started)
        other.close()
