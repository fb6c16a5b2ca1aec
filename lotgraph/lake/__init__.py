"""The lake: tables as Parquet on any fsspec path, each with a record of where it came from.

<root>/<table>/<partition…>/record.json    what is current: data version, provenance, file name
<root>/<table>/<partition…>/<sha256>.parquet

The record is the only thing ever replaced, in one step, so a reader sees one whole table or the
one before it. Read by everything; written by the lake resource and by `lotgraph` commands.
"""
