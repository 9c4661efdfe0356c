"""The same step with a bare psycopg cursor: lock, read, and the rows of state, opinion, entry and assignment.

No rules, no deadlines, no tasks, no notices: what remains when everything that makes a desk is taken away.
"""

import json
from datetime import timedelta
from hashlib import sha256

import psycopg
from django.db import connection
from django.utils import timezone

LOCK = """SELECT c.number, c.state, c.log_length, c.log_head, c.destination_id, a.id, a.task_id
    FROM approvals_case c JOIN approvals_assignment a ON a.case_id = c.id AND a.closed_at IS NULL
    WHERE c.id = %s FOR UPDATE"""
MOVE = "UPDATE approvals_case SET state = %s, state_since = %s, log_length = %s, log_head = %s WHERE id = %s"
OPINION = """INSERT INTO approvals_opinion
    (case_id, side, org_id, by_id, state, verdict, text, org_name, by_name, by_title, at, superseded)
    VALUES (%s, 'origin', %s, %s, %s, 'agree', %s, %s, %s, %s, %s, false) RETURNING id"""
ENTRY = """INSERT INTO approvals_entry (case_id, seq, verb, from_state, to_state, by_id, actor, opinion_id, data,
    format, facts, recorded_at, effective_at, previous, hash)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '{}', 2, %s, %s, %s, %s, %s)"""
CLOSE = "UPDATE approvals_assignment SET closed_at = %s, closed_by_id = %s WHERE id = %s"
ASSIGN = """INSERT INTO approvals_assignment
    (case_id, task_id, org_id, post, side, decides, opened_at, shown_from, due_at, second_due_at)
    VALUES (%s, %s, %s, 'secretary', 'destination', false, %s, %s, %s, %s)"""


def connect() -> psycopg.Connection:
    """A connection of its own to the present database, as psycopg makes it: statements are prepared when repeated."""
    return psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None, "context": None})


def agree_to_release(own: psycopg.Connection, case: int, by, text: str) -> None:
    """Move `case` (its id) from the origin branch to the destination's desk, for the appointment `by`."""
    now = timezone.now()
    with own.transaction(), own.cursor() as cursor:
        number, state, length, head, destination, held, task = cursor.execute(LOCK, [case]).fetchone()
        target, said = "destination_review", [by.org.name, by.account.name, by.label]
        cursor.execute(OPINION, [case, by.org_id, by.pk, target, text, *said, now])
        (opinion,) = cursor.fetchone()
        actor = json.dumps(said)
        facts = json.dumps({"state": target, "state_since": now.isoformat()})
        record = json.dumps([number, length + 1, state, target, said, text, facts, now.isoformat(), head])
        digest = sha256(record.encode()).hexdigest()
        step = [case, length + 1, "agree_to_release", state, target, by.pk, actor, opinion, facts]
        entry = [*step, now, now, head, digest]
        cursor.execute(ENTRY, entry)
        cursor.execute(MOVE, [target, now, length + 1, digest, case])
        cursor.execute(CLOSE, [now, by.pk, held])
        due = [now + timedelta(days=14), now + timedelta(days=28)]
        cursor.execute(ASSIGN, [case, task, destination, now, now, *due])
