"""A small year of agreements: exactly these ends, no duty lost, and the clock run twice changes nothing
(R-C5, R-C9, R-C10, R-C12, R-C13, R-T24).

Subject: config/simulation/.
"""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from approvals import journal
from config.past import clock_at
from config.simulation import agreement_outcome, county
from config.simulation.year import Year, unfinished
from documents import numbers
from members import consistency

pytestmark = pytest.mark.django_db

AGREEMENTS, SEED = 8, 3


def test_small():
    import time
    call_command("seed_calendar", verbosity=0)
    t = time.time()
    with clock_at(timezone.make_aware(datetime(2025, 1, 1))) as clock:
        year = Year(county.found(), clock, first=date(2025, 1, 1), last=date(2025, 12, 31), agreements=AGREEMENTS, seed=SEED)
        year.live()
        print(time.time() - t)
        print(year.hanging())
        year.finish()
        print(year.hanging(), clock.moment, year.nights_twice, year.changed_twice)
        print(list(consistency.check(full=True)))
        print(time.time() - t, unfinished())
        print(agreement_outcome.agreements(renewing=False))
        print(agreement_outcome.agreements(renewing=True))
        print(agreement_outcome.evaluations())
        print(agreement_outcome.duties_as_markdown(agreement_outcome.duties_by_clause(timezone.now())))
        print(year.desks.answers, agreement_outcome.steps_of("agreement"))
    assert 0
