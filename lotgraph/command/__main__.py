"""`python -m lotgraph.command` is `lotgraph`, where the package is not installed."""

from lotgraph.command import app

app(prog_name="lotgraph")
