"""转入请求: where somebody works or lives asks the branch of the formal relation to begin the transfer (R-T1, R13)."""
