"""Why a capture is not used: one word for the table, one sentence for the reader.

A reason that is raised anywhere stands here; the sentence says what it means and what to do.
"""

REASONS: dict[str, str] = {
    "empty": "The file holds no bytes; look at the recorder or the transfer, then land it again.",
    "unreadable": "The bytes cannot be read, or nothing in them decodes; land a fresh copy.",
    "permission": "This user may not read the file; give it read permission, and its window is "
    "taken again (an object store does not list permissions: there, materialise the window again).",
    "not_video": "The content is no kind of footage we read, whatever the name says; convert it "
    "to mp4, mkv, avi or ts, or land JPEG or PNG stills.",
    "truncated": "The file was cut before anything in it could be shown (an mp4 without its index, "
    "say); land the whole file, and end recordings before copying them.",
    "no_frames": "The file is sound but holds no picture; land one that does.",
    "zip_bomb": "The archive would unpack to far more than footage ever does; it was not unpacked.",
    "unsafe_path": "A member's name or link leads out of the capture's own folder; name members "
    "by plain relative paths, or allow the other folder in arrivals.footage_roots.",
    "missing_object": "There is nothing at this address; land the object or correct the address.",
    "member_missing": "A manifest names an object that is not there; land the object or correct "
    "the manifest.",
    "too_large": "Pictures or lists are larger than the limits of lotgraph/video/limits.py; "
    "split or shrink the capture.",
    "wrong_name": "No capture has such a name; name it by its start, such as "
    "2026-03-02T08-00-00Z.mp4 (footage of a manifest: see docs/operations.md).",
    "unknown_site": "The file lies under no known site; add the site to the settings or move the "
    "file.",
    "unknown_camera": "The file lies under no known camera of its site; add the camera to the "
    "settings or move the file.",
    "future": "The name gives a start that lies after the file's arrival; set the camera's clock.",
    "clock_unset": "The name gives a start before 2000, as clocks do that were never set; set "
    "the camera's clock.",
    "ambiguous_time": "The start is in the hour that daylight saving repeats, so it could be two "
    "moments; put an offset such as +02:00 in the name.",
    "impossible_time": "The start is in the hour that daylight saving skips; put an offset such "
    "as +02:00 in the name.",
    "duplicate": "The same bytes landed before; the first copy is used.",
    "overlaps": "Another capture of this camera covers the same moments; the longest one is used.",
    "outside_landing": "The file is a link out of the landing folder; land the file itself.",
    "changing": "The file is still being written; it is looked at again once it rests.",
}
