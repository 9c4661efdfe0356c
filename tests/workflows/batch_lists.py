"""Lists for batch transfers: workbooks as offices fill them in, members by the dozen, and the worker's hand."""

from io import BytesIO

import xlsxwriter
from django_tasks_db.models import DBTaskResult

from members import identity
from members.models import Person
from workflows.transfer.batch import listing
from workflows.transfer.batch.records import TransferBatch

HEADERS = ["姓名", "身份号码", "转入党支部全称", "转移原因", "何时起", "联系方式", "党费交至", "说明"]
FIRST = "中共临港区朝晖街道一社区支部委员会"
SECOND = "中共临港区朝晖街道二社区支部委员会"
XIHE = "中共青石县长田镇西河村支部委员会"


def id_number(serial: int) -> str:
    """A valid number for the member with this serial, 0 to 999."""
    first = f"32072419900101{serial:03d}"
    return first + identity.check_character(first)


def line(person: Person, destination: str = FIRST, **said) -> list:
    """A row of the list, good in every column unless `said` otherwise: `line(li, reason="退休")`."""
    facts = {
        "name": person.name,
        "number": person.id_number,
        "destination": destination,
        "reason": "工作单位变动",
        "since": "2026-03-02",
        "contact": "13586399530",
        "dues": "2026-11",
        "text": "",
    }
    return list((facts | said).values())


def workbook(*rows: list, headers=HEADERS, sheet="名单", title: str = "") -> bytes:
    """An .xlsx with one sheet; `title` stands in a row above the header."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        above = [[title]] if title else []
        for number, row in enumerate([*above, headers, *rows]):
            page.write_row(number, 0, row)
    return target.getvalue()


def work() -> None:
    """What the background worker does with the tasks that wait."""
    while waiting := list(DBTaskResult.objects.order_by("enqueued_at")):
        for result in waiting:
            result.delete()
            result.task.call(*result.args_kwargs["args"])


def listed(by, *rows: list, **about) -> TransferBatch:
    """A batch from a workbook with these rows, checked."""
    batch = listing.from_workbook(workbook(*rows, **about), channel="paper", by=by)
    work()
    batch.refresh_from_db()
    return batch


def said_of(batch: TransferBatch) -> list[tuple[int, str, list[str]]]:
    """Each row: number, verdict, what is said of it with its rules."""
    return [(row.number, row.state, [o.sentence for o in row.said]) for row in batch.rows.all()]
