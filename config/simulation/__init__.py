"""A county's year of transfers and of agreements, told through the desk: `manage.py simulate` (R-T24, R-S1 to R-S4,
R-T9, R-T13, R-O1, R-C5 to R-C13).

county.py builds the places and the people; policy.py and agreement_policy.py say how offices behave, in numbers one can
change, and choosing.py reads them; starts.py and proposals.py plan what begins; hands.py who is at work and when;
saying.py and agreement_saying.py what is typed; duty_clerks.py does what agreements have their parties do; year.py lets
the days pass. outcome.py and agreement_outcome.py count how it ended, hanging.py proves that no case is left without
owner, deadline and way out, accounting.py that no duty and no evaluation is lost, twice.py that the clock run twice
changes nothing.

Nothing here reaches past the desk: people act by `desk.act`, `desk.opine`, `beside.urge` and by what the pages call
beside the steps (`drafting`, `duties`, `excuses`, `endings`), the clock by `sweep`. Tests:
tests/config/test_simulation.py, test_simulated_agreements.py.
"""
