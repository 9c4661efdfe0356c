"""How offices behave, in numbers: change a number here, run `manage.py simulate` again, and compare the tables.

All of it is invented, and meant for an ordinary year: most desks are prompt, some late, a few silent until somebody
asks. Shares are of a hundred. Days are working days unless they say otherwise.
"""

from dataclasses import dataclass

NOTHING = "nothing"  # lets it lie: the clock, the other side or the superior has the next word
URGED = "urged"  # the superior asks (催办), and then the desk does its work

Shares = dict[str, int]


@dataclass(frozen=True)
class Pace:
    """How long a desk takes from the day work reaches it: first to last day when prompt, and when late."""

    days: tuple[int, int]
    late: int  # of a hundred pieces of work
    late_days: tuple[int, int]
    silent: int  # of a hundred: does nothing until asked


# By kind of office. A branch secretary has another profession beside; a department does this all day.
PACES: dict[str, Pace] = {
    "branch": Pace(days=(1, 4), late=9, late_days=(6, 14), silent=2),
    "general_branch": Pace(days=(1, 3), late=6, late_days=(5, 10), silent=1),
    "committee": Pace(days=(1, 4), late=6, late_days=(6, 12), silent=1),
    "department": Pace(days=(1, 5), late=10, late_days=(6, 20), silent=3),
}
AFTER_URGING = (1, 4)  # days until a desk that was asked does its work
TRY_AGAIN = (1, 3)  # days until somebody who was refused by a rule comes back with what was missing
TRIES = 5

# Absence. Everybody takes leave; some are away for longer (study, illness), and their work waits for them.
LEAVES_A_YEAR = (1, 3)
LEAVE_DAYS = (4, 12)  # calendar days
LONG_ABSENCE = 4  # of a hundred people a year
LONG_ABSENCE_DAYS = (30, 70)  # calendar days

# When transfers begin, by month: after the spring festival, and in summer when people graduate and change jobs.
SEASON = (5, 5, 10, 8, 8, 9, 14, 13, 11, 7, 6, 4)
# Where members go: their own town, another town of the county, the next city, another system; the rest comes in.
DIRECTIONS: Shares = {"same_town": 14, "same_county": 22, "same_province": 34, "other_system": 12, "coming_in": 18}
# Of a hundred members: on probation, under examination, dues not paid up; and drafts for somebody already under way.
PROBATIONERS, EXAMINED, DUES_BEHIND, BEGUN_TWICE = 3, 1, 6, 2

# What the desk that must act does, by state of a transfer (W1). The clock ends what nobody touches, where W1 says so.
TRANSFER: dict[str, Shares] = {
    "draft": {"submit": 95, "withdraw": 2, NOTHING: 3},
    "origin_branch_review": {"agree_to_release": 94, "send_back": 4, "refuse": 1, "withdraw": 1},
    "destination_review": {"accept": 90, "redirect": 3, "ask_material": 4, "refuse": 2, "withdraw": 1},
    "pending_approval": {"approve": 96, "send_back": 3, "refuse": 1},
    "returned": {"resubmit": 88, "withdraw_or_lapse": 5, NOTHING: 7},
    "refused": {"correct": 44, "new_destination": 10, "escalate": 30, "give_up": 6, NOTHING: 10},
    "letter_issued": {"report_in": 92, "void": 2, "recall": 1, NOTHING: 5},
    "letter_expired": {"reissue": 76, "cancel": 16, "escalate": 8},
    "letter_void": {"reissue": 92, "cancel": 8},
    "arrived": {"receive": 90, "check_dossier": 7, "refuse": 3},
    "dossier_check": {"receive": 88, "refuse": 12},
    "received": {"send_receipt": 97, NOTHING: 3},
    "receipt_sent": {"attach_receipt": 92, NOTHING: 8},
}
# A branch or general branch that is only heard; and what its committee then does when one of them was against it.
HEARD: Shares = {"agree": 95, "disagree": 5}
DESTINATION_AGAINST: Shares = {"refuse": 60, "ask_material": 20, "accept": 20}
# The same for a coordination (W10); statements of the two sides are always given unless the desk is silent.
COORDINATION: dict[str, Shares] = {
    "requested": {"accept": 91, "refuse": 5, "withdraw": 4},
    "accepted": {"decide": 90, "settled": 10},
    "joint": {"agree": 95, "withdraw": 5},
    "decided": {"execute": 88, NOTHING: 12},
    "supervised": {"execute": 85, "new_facts": 15},
}
DECISIONS: Shares = {  # those that the parent's procedure offers (R-S3)
    "uphold_transfer": 40,
    "uphold_reception": 40,
    "uphold_refusal": 20,
    "reconsider_or_redirect": 20,
    "correct_as_decided": 20,
    "decide_talk_on": 40,
    "decide_keep": 35,
    "decide_end": 25,
    "decide_none": 15,
}
SAME_DECISION = 75  # of a hundred joint coordinations in which both sides come to the same one
# What happens when a desk has let twice its time pass: by state, where it is not asked or coordinated (R-T24).
TWICE_LATE: dict[str, Shares] = {"received": {"close_without_receipt": 40, URGED: 60}}
TWICE_LATE_ELSEWHERE: Shares = {"escalate_timeout": 45, URGED: 55}

# A member with a letter reports in when so much of its days has gone by, of a hundred; of a hundred letters so many are
# for ten days only.
REPORTS_IN = (5, 85)
SHORT_LETTERS, SHORT_DAYS = 6, 10
# Mistakes of the keyboard: of a hundred numbers typed from a letter, so many are wrong the first time.
WRONG_NUMBERS = 2

# What somebody does who was refused by a rule of the house; else they come back with what was missing.
AFTER_REFUSAL: dict[str, tuple[str, ...]] = {
    "R-O1": ("withdraw",),  # the member belongs elsewhere by now
    "R-T13": ("withdraw",),  # has a transfer under way
    "R-T14": ("withdraw",),  # is there already
    "R-T16": ("re_examine",),  # the destination's opinion has grown old
    "R-T20": ("correct",),  # a letter is out and must come back first
    "R-S2": (NOTHING,),  # the two sides do not agree: the clock ends it
}
