"""HTML documents that the server writes itself, apart from the built page."""

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
    """Return an HTML document; all arguments are HTML and are not escaped.

    Args:
        title: Text of the title bar.
        body: Content of `<body>`.
        head: Styles, which need the nonce of the response, or links to style sheets.
        color_scheme: The color schemes that the document supports.
    """
    return _DOCUMENT.format(title=title, body=body, head=head, color_scheme=color_scheme)


def styled(css: str, nonce: str) -> str:
    """Return a `<style>` element with the nonce that the content security policy requires."""
    return f'<style nonce="{nonce}">\n{css}</style>'
