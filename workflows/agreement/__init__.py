"""W2 Co-management agreement 双向共管协议 / 共建共管协议."""
