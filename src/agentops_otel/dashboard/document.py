"""HTML documents that the server writes itself, beside the page that is built."""

from __future__ import annotations

from typing import Final

_DOCUMENT: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="{color_scheme}">
<link rel="icon" href="data:,">
<title>{title}</title>
{head}
</head>
<body>
{body}
</body>
</html>
"""


def document(title: str, body: str, *, head: str, color_scheme: str = "light dark") -> str:
    """Write a document; everything handed over is HTML.

    Args:
        title: In the title bar.
        body: What is in the body.
        head: Styles, which need the nonce of the answer, or links to them.
        color_scheme: In which ones it can be shown.
    """
    return _DOCUMENT.format(title=title, body=body, head=head, color_scheme=color_scheme)


def styled(css: str, nonce: str) -> str:
    """Give what stands in a head for styles, under the nonce that the content policy asks for."""
    return f'<style nonce="{nonce}">\n{css}</style>'
