"""Batch transfers 批量接转: a list of members, one case each. A graduating class, a works that closes.

The list comes from a workbook or from ticks on a branch's roster. A dry run opens every transfer and takes it back, so
that its verdict is what the single transfer's own rules say; then the transfers are opened, each row by itself.

    columns      which column is which          reading      the rows of a workbook
    people       whom a row means               places       which branch a row means
    listing      a list becomes a batch         choosing     ticks become a batch
    records      the batch and its rows         judging      a row against the rules of the single transfer
    running      check, open, stop, go on       tasks        the same in the background
    together     one opinion for many cases     sheets       the workbooks that go out
    forms, views, choosing_views, together_views, panels

Rules: R-T13, R-T14, R-O13, R-O14, R-I3 and whatever else stands against a single transfer; none is declared here.
Tests: tests/workflows/test_transfer_batch*.py.
"""
