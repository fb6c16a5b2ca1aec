"""overview: the reports over all sites, brought up to date every hour."""

import dagster as dg

from jobs.graph import tables_cut_by

overview = dg.define_asset_job(
    name="overview",
    description="Sum up every camera of every site.",
    selection=dg.AssetSelection.assets(*tables_cut_by(None)),
)

hourly_overview = dg.ScheduleDefinition(
    name="hourly_overview",
    job=overview,
    cron_schedule="50 * * * *",  # the windows of the last hour have been judged by then
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
