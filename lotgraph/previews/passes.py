"""Passes: what a request must show where the server asks for a token.

The event log holds addresses for ever, so the token itself must not stand in them. Each address
carries a pass that opens its one picture and cannot be turned back into the token.
"""

import hashlib
import hmac

from lotgraph.previews.store import Preview


def pass_for(preview: Preview, token: str) -> str:
    """Thirty-two hex digits that open one picture."""
    return hmac.new(token.encode(), preview.name.encode(), hashlib.sha256).hexdigest()[:32]


def opens(shown: str, token: str, preview: Preview | None) -> bool:
    """Whether what a request shows is the token, or the pass of this picture; in constant time."""
    is_token = _same(shown, token)
    is_pass = preview is not None and _same(shown, pass_for(preview, token))
    return is_token or is_pass


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode(), expected.encode())
