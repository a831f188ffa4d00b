"""Counting straight from an extract's Parquet files, without a register: for extracts that are too large for one.

The files may be many and lie where only the engine can read them. What is counted, and for whom, is the same as by
way of the register: events are grouped where they lie, by the authority that the case names and by spans of days in
which nothing about authorities changes; who a group counts for is then asked of `statistics.responsibility` once.
"""
