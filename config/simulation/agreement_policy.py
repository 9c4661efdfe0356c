"""How the two parties of an agreement behave, in numbers, as policy.py has them for transfers (W2, W8).

All of it is invented. Shares are of a hundred; where both parties are asked at once, each draws its own. How long a
desk takes and how often it is late or silent: the paces of policy.py.
"""

from approvals.desk import OPINE

from .policy import NOTHING, URGED, Shares

RENEW = "renew"  # no verb: a draft of its own that follows (R-C9)

# When they are begun, by month: most at the turn of the year, when people go out again after the spring festival.
SEASON = (30, 34, 22, 14, 0, 0, 0, 0, 0, 0, 0, 0)
# Between whom; the rest is between two towns about a floating organisation (R-C1).
DIRECTIONS: Shares = {"same_county": 14, "same_province": 50, "other_system": 9, "coming_in": 17}
BETWEEN_COMMITTEES = 10  # of a hundred agreements
ROSTER: Shares = {"1": 72, "2": 14, "3": 9, "4": 5}  # how many members one names
FLOATING_MEMBERS = (4, 8)
PROPOSED_BY_ORIGIN = 70
MODES: Shares = {"destination_led": 70, "origin_led": 11, "joint": 19}
EVERY: Shares = {"1": 60, "3": 34, "6": 6}  # months between two exchanges of what is known
DUES: Shares = {"origin": 75, "destination": 25}
# Of a hundred members named: how many are transferred there in the course of the year, and how many die.
TRANSFERRED, DIED = 6, 1
AFTER_BEGUN = (40, 320)  # calendar days from the draft to either

# What the desk that must act does, by state of an agreement. The clock ends what nobody touches, where W2 says so.
AGREEMENT: dict[str, Shares] = {
    "draft": {"send": 94, "discard": 3, NOTHING: 3},
    "proposed": {"accept_text": 71, "counter": 19, "decline": 3, "take_back_proposal": 1, NOTHING: 6},
    "negotiating": {"accept_text": 62, "send_back": 26, "escalate": 6, "give_up": 3, NOTHING: 3},
    "ready_to_sign": {"sign_first": 92, "reopen": 3, "lapse": 1, NOTHING: 4},
    "signed_one_side": {"sign_second": 93, "reopen": 2, NOTHING: 5},
    "filing": {"file": 97, "superior_objects": 3},
    "effective": {RENEW: 26, "propose_change": 7, "give_notice": 5, "suspend": 4, NOTHING: 58},
    "amending": {"agree_change": 85, "drop_change": 12, NOTHING: 3},
    "suspended": {"resume": 35, "end": 65},
    "termination_notice": {"object": 12, "take_back": 5, NOTHING: 83},
}
# The same for an evaluation (W8).
EVALUATION: dict[str, Shares] = {
    "due": {"draft": 90, NOTHING: 10},
    "drafted": {"submit": 94, NOTHING: 6},
    "submitted": {"confirm": 80, "ask_more": 8, NOTHING: 12},
    "returned": {"complete": 85, NOTHING: 15},
    "overdue": {"submit_late": 55, "escalate": 15, NOTHING: 30},
    "escalated": {"close": 100},
}
# A desk that is asked but does not decide (alone): its opinion, or one of the verbs it may take as well.
HEARD: dict[tuple[str, str], Shares] = {
    ("agreement", "amending"): {OPINE: 92, "drop_change": 8},
    ("agreement", "suspended"): AGREEMENT["suspended"],
    ("evaluation", "escalated"): {OPINE: 55, "submit_late": 45},
}
# Steps that come at their own time: when so much of the desk's time has gone by, of a hundred.
COMES_AT: dict[str, dict[str, tuple[int, int]]] = {
    "effective": {"propose_change": (10, 80), "give_notice": (10, 85), "suspend": (8, 60)},
    "suspended": {"resume": (10, 90), "end": (101, 110)},  # `end` may not come before six months (R-C13)
}
RENEWED_BEFORE = (8, 29)  # days before the last one on which the next is drafted

# What happens when a desk has let twice its time pass, by state (R-C11); elsewhere the superior urges.
TWICE_LATE: dict[str, Shares] = {
    "draft": {"discard": 60, URGED: 40},
    "proposed": {"escalate_silence": 45, "take_back_proposal": 15, URGED: 40},
    "negotiating": {"escalate": 45, "give_up": 15, URGED: 40},
    "signed_one_side": {"withdraw_signature": 35, URGED: 65},
}
# What somebody does who was refused by a rule: the first of these that the state offers.
_NO_AGREEMENT = ("discard", "decline", "give_up", "lapse", "withdraw_signature", "superior_objects")
AFTER_REFUSAL: dict[str, tuple[str, ...]] = {
    "R-C2": _NO_AGREEMENT,  # a member named in it belongs elsewhere by now
    "R-C8": _NO_AGREEMENT,  # has an agreement already
    "R-C9": _NO_AGREEMENT,  # its term is over before it was signed
    "R-S1": ("send_back",),  # not talked about long enough for a superior
    "R-C10": ("confirm",),  # asked for more once already
}

# What may change: of a hundred versions, those that change the mode too; of a hundred supplements, those that change
# the mode, and those that move the last day, by so many months.
OTHER_MODE, CHANGED_MODE, CHANGED_TERM, LONGER_BY = 30, 40, 40, (3, 6)

# Duties (R-C5). In time: within its period; late: so many calendar days after it; the rest is never done.
DUTIES: Shares = {"in_time": 84, "late": 9, "never": 7}
IN_ITS_PERIOD = (15, 95)  # of a hundred of the period's days
DAYS_LATE = (2, 40)
SLIPS = 1  # of a hundred done are taken back for a slip and entered again
# Of a hundred never done: explained so many days after they were late; of those, struck off; else it is done after all.
EXPLAINED, EXPLAINED_AFTER, EXCUSED = 60, (16, 40), 75
SUPERIOR_TAKES = (1, 8)  # working days
WRONG_COUNTS = 2  # of a hundred evaluations count more attendances than activities at first
