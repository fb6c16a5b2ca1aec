"""Limits that keep a hostile or broken capture from filling memory or time."""

MIB = 1024 * 1024

MAX_FRAME_PIXELS = 80_000_000  # four times the largest camera we met; below Pillow's own alarm
# One batch of pixels: nine HD frames, one of 20 megapixels. Blocks above 32 MiB go back to the
# system each time, and getting them anew costs as much as decoding into them.
BATCH_BYTES = 24 * MIB
MAX_STILL_BYTES = 256 * MIB  # one packed picture
MAX_MEMBERS = 200_000  # stills of a folder or zip, lines of a manifest
MAX_ADDRESS_CHARACTERS = 4096  # one line of a manifest, which a refusal repeats
MAX_MANIFEST_BYTES = 32 * MIB
MAX_UNPACKED_BYTES = 32 * 1024 * MIB  # a whole zip
MAX_PACKING_RATIO = 100  # JPEG and PNG hardly pack at all; bombs pack by thousands
SMALL_ZIP_BYTES = 16 * MIB  # below this a high ratio harms nobody (black stills pack well)
MAX_READ_ERRORS = 50  # in a row, after which the rest of a file is given up
