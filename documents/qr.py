"""A QR code as a picture that a letter carries inside itself."""

from base64 import b64encode

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as ISO/IEC 18004 wants
# Any mask is valid; looking for the best would take ten times as long.
MASK = 3


def picture_of(text: str) -> str:
    """The code as an SVG in a data address: one path, always the same for the same text."""
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
