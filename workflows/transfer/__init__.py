"""W1 Transfer of organisational relations 组织关系接转: its case, rules, flow, forms and papers (R-T1…R-T26)."""
