"""A county's year of transfers, told through the desk: `manage.py simulate` (R-T24, R-S1 to R-S4, R-T9, R-T13, R-O1).

county.py builds the places and the people; policy.py says how offices behave, in numbers one can change; hands.py who
is at work and when; saying.py what is typed; year.py lets the days pass; outcome.py counts how the transfers ended, and
hanging.py proves that none is left without owner, deadline and way out.

Nothing here reaches past the desk: people act by `drafting.begin`, `desk.act`, `desk.opine` and `desk.urge`, the clock
by `sweep`. Tests: tests/config/test_simulation.py.
"""
