"""Nobody hands work to an organisation while the tree of organisations is changed, and the other way round.

The gate comes before every other lock. Whoever writes an organisation's key into a row asks `hold`; all may hold it
together. Whoever changes the tree asks `take`: it waits for all who hold it and keeps later ones waiting. Pages read
on. Where the database lets one writer in at a time (SQLite) there is nothing to do. Tests:
tests/approvals/test_succession_at_once.py.
"""

from django.db import connection

from .org_history import OrgChange


def hold() -> None:
    """Keep the tree as it is until this transaction ends."""
    if connection.features.has_select_for_update:
        # It names no row: what counts is the weak lock that asking for rows puts on the table.
        list(OrgChange.objects.select_for_update(no_key=True).order_by().filter(pk=0).values_list("pk"))


def take() -> None:
    """Have the tree alone until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(OrgChange._meta.db_table)} IN EXCLUSIVE MODE")
