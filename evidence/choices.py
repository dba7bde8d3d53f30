"""Media types the vault tells apart."""

OPAQUE = "application/octet-stream"
PDF, PNG, JPEG, TIFF = "application/pdf", "image/png", "image/jpeg", "image/tiff"
CSV, PLAIN = "text/csv", "text/plain"

# What a scanned letter or a translation may be.
SCANS = frozenset({PDF, PNG, JPEG, TIFF})

# How each type is called in a sentence to a user.
TYPE_NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG", TIFF: "TIFF"}

# Text that a browser could run. Kept as evidence, but always as opaque bytes.
ACTIVE_EXTENSIONS = frozenset(
    {".htm", ".html", ".xhtml", ".mhtml", ".shtml", ".svg", ".svgz", ".xml", ".xsl", ".xslt"}
    | {".js", ".mjs", ".css", ".wasm", ".swf", ".hta", ".url", ".webloc"}
)
