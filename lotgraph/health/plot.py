"""Plot a camera's measures over a window, with its faults shaded."""

import io

import polars as pl

PANELS = (
    ("grey levels", ("level", "contrast")),
    ("against normal", ("detail", "gain")),
    ("share of view", ("kept_share", "lost_share", "bright_share")),
    ("shift, px of 640", ("shift_px",)),
    ("noise, blocks", ("noise", "block_ratio")),
    ("change", ("change", "change_floor")),
)
_SHADE = "#d62728"


def plot(rows: pl.DataFrame, faults: pl.DataFrame, title: str) -> bytes:
    """PNG of one camera's rows of frame_quality over time; the same input, the same bytes.

    Values beyond the 99th percentile are cut off, so that one odd frame does not flatten the rest.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.2, 1.35 * len(PANELS)), dpi=80, layout="constrained")
    panels = figure.subplots(len(PANELS), 1, sharex=True)
    times = rows["captured_at"].to_list()
    for panel, (label, names) in zip(panels, PANELS, strict=True):
        for name in names:
            panel.plot(times, rows[name].to_list(), linewidth=0.9, label=name)
        limits = [rows[name].fill_nan(None).quantile(0.99) for name in names]
        top = max((limit for limit in limits if limit is not None), default=1.0)
        panel.set_ylim(0, 1.15 * max(top, 1e-3))
        panel.set_ylabel(label, fontsize=7)
        panel.tick_params(labelsize=7)
        panel.legend(fontsize=6, loc="upper left", ncols=3, frameon=False)
        for start, end in faults.select("started_at", "ended_at").rows():
            panel.axvspan(start, end, color=_SHADE, alpha=0.15, linewidth=0)
    for kind, start in faults.select("kind", "started_at").rows():
        panels[0].text(
            start, panels[0].get_ylim()[1], f" {kind}", fontsize=7, va="top", color=_SHADE
        )
    figure.suptitle(title, fontsize=9)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
