"""The wave: which tables must be made again because what they were made from has changed.

It goes by the records in the lake, not by what an event log remembers. Read by the sensor
`stale_windows` and by `jobs.catch_up`.
"""
