"""Pure building blocks and the command line. Nothing here imports Dagster."""
