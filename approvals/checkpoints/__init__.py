"""Checkpoints 检查点: once an hour, one hash over all that was written since the last one, chained to that one.

The logs are chained per case and per person, so that writers never wait for each other; checkpoints tie those chains
together, so that a case, a paper or an access record that vanished whole is found. Who can rewrite the whole database
can rewrite checkpoints too: that is what a printed one is for (sheet.py, codes.py).
"""
