"""W10 Coordination 协调: a case with a parent. It serves any procedure that has a state `coordination` (R-S1…R-S4).

It knows no procedure by name: what a decision may be is read off the parent's own verbs that leave `coordination`.
"""
