"""补录: cases begun on paper before the system enter it in mid-course, with their history (R-D38).

What is entered is no case yet: an `EntryOfPast` with its past steps waits for the committees that confirm it. In the
transaction of the last confirmation it becomes a case (`desk.enter_with_history`). Each procedure says in which states
one enters and what must be told: `kinds.Midcourse`. Tests: tests/workflows/test_transfer_history.py,
tests/approvals/test_midcourse_pages.py.
"""
