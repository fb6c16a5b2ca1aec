"""Takes the pictures in docs/pictures/ from a running demo, in a real browser.

python -m scripts.screenshots [NAME …]     # needs Debian's chromium and `make demo` running
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

ADDRESS = "http://127.0.0.1:3000"
FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SITE_WINDOW = "shop%7C2026-11-04T0700Z"
PAGES = {
    "graph": "/assets/track_report?view=lineage&lineageScope=upstream&lineageDepth=8",
    "captures": "/assets/captures?view=partitions&partition=shop%7C2026-11-03T0700Z",
    "quarantine": "/assets/quarantine?view=partitions&partition=shop%7C2026-11-04T1200Z",
    "health": f"/assets/camera_health?view=partitions&partition={SITE_WINDOW}",
    "detections": f"/assets/detections?view=partitions&partition={SITE_WINDOW}",
    "tracks": f"/assets/tracks?view=partitions&partition={SITE_WINDOW}",
    "checks": "/assets/captures?view=checks",
    "overview": "/assets/site_overview?view=events",
    "runs": "/runs",
}


VIEWPORT = ViewportSize(width=1600, height=1000)
WIDE = ViewportSize(width=2600, height=1500)  # the graph hides what its nodes say on a smaller one


def shoot(page: Page, name: str) -> None:
    """Open one page, wait until it has settled and save what a person would see."""
    page.set_viewport_size(WIDE if name == "graph" else VIEWPORT)
    page.goto(ADDRESS + PAGES[name], wait_until="networkidle")
    page.wait_for_timeout(6_000)  # the UI fills its panels after its last request
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    """Take the named pictures, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name in sys.argv[1:] or PAGES:
            shoot(page, name)
        browser.close()


if __name__ == "__main__":
    main()
