"""The square that leads a phone to a ticket."""

from __future__ import annotations

import segno


def qr_image(address: str) -> str:
    """An address as a QR code: an SVG in a ``data:`` address, black on white with its margin.

    A quarter of it may be dirty or folded away (error correction Q): it is
    printed on a receipt printer and read at arm's length.
    """
    code = segno.make_qr(address, error="q")
    return str(code.svg_data_uri(scale=4, dark="#000", light="#fff", border=4))
