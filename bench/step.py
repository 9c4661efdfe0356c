"""One step of a transfer, 同意转出, at the desk: against the same rows by bare SQL and by a stock Viewflow flow.

Each turn takes a case of its own, in one transaction that is really committed.
"""

from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import desk
from approvals.models import Case

from . import bare_step, stock_flow
from .database import fresh
from .figures import Figure, ratio
from .interleave import Contender, interleave
from .office import Office, asked, settle_in

ROUNDS = 50
UNDURABLE_ROUNDS = 25
WARM_UP = 8
TURNS = 1 + WARM_UP + ROUNDS + WARM_UP + UNDURABLE_ROUNDS  # of each contender; the first counts its statements
TEXT = "同意转出，党费交至上月。"
LESS = {"BEGIN", "COMMIT"}


def measure() -> list[Figure]:
    with fresh("bench_step") as database, database.entered(), bare_step.connect() as own:
        office, cases = _cases()
        contenders = {
            "desk": at_the_desk(office, cases),
            "bare-sql": by_bare_sql(office, cases, own),
            "stock-viewflow": by_stock_viewflow(office, cases),
        }
        statements = {name: _statements(contenders[name]) for name in ("desk", "stock-viewflow")}
        durable = interleave(contenders, rounds=ROUNDS, warm_up=WARM_UP)
        for session in (connection, own):
            session.cursor().execute("SET synchronous_commit = off")
        own.commit()
        undurable = interleave(contenders, rounds=UNDURABLE_ROUNDS, warm_up=WARM_UP)
    return [*_figures(durable), _without_waiting(undurable), *_counts(statements)]


def _figures(taken: dict[str, float]) -> list[Figure]:
    ours = taken["desk"]
    return [
        ratio("step", "bare-sql", limit="<= 10", ours=ours, theirs=taken["bare-sql"], n=ROUNDS),
        ratio("step", "stock-viewflow", limit="< 1", ours=ours, theirs=taken["stock-viewflow"], n=ROUNDS),
    ]


def _without_waiting(taken: dict[str, float]) -> Figure:
    """As if the disk took no time to make the commit durable: what the programs alone cost."""
    return ratio(
        "step", "bare-sql-no-fsync", limit="", ours=taken["desk"], theirs=taken["bare-sql"], n=UNDURABLE_ROUNDS
    )


def _counts(statements: dict[str, int]) -> list[Figure]:
    ours = statements["desk"]
    others = {"of_stock_viewflow": statements["stock-viewflow"], "of_bare_sql": 6}
    return [Figure("step", "statements", ours, "statements", about=others)]


def _cases() -> tuple[Office, Iterator[Case]]:
    """The office, and as many transfers on the origin branch's desk as all turns together take."""
    connection.cursor().execute("SET synchronous_commit = off")
    office = settle_in()
    cases = [asked(office, number) for number in range(3 * TURNS)]
    connection.cursor().execute("SET synchronous_commit = on")
    connection.cursor().execute("ANALYZE")
    return office, iter(cases)


def at_the_desk(office: Office, cases: Iterator[Case]) -> Contender:
    return lambda: desk.act(next(cases), "agree_to_release", by=office.wang, text=TEXT)


def by_bare_sql(office: Office, cases: Iterator[Case], own) -> Contender:
    return lambda: bare_step.agree_to_release(own, next(cases).pk, office.wang, TEXT)


def by_stock_viewflow(office: Office, cases: Iterator[Case]) -> Contender:
    requests = iter([stock_flow.posted(next(cases), office.wang, TEXT) for _ in range(TURNS)])
    return lambda: stock_flow.answer(next(requests))


def _statements(run: Contender) -> int:
    """How many statements one turn sends, without BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        run()
    return sum(query["sql"] not in LESS for query in captured.captured_queries)
