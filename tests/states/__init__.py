"""Stored instances of every edition that was in force, which must open for ever.

One file an edition and engine version in `kept/`; `python -m tests.states.record` adds today's.
"""
