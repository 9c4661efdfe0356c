"""W8 Half-year evaluation 评价反馈: the destination writes, the origin confirms having read it (R-C10)."""
