from __future__ import annotations

from importlib.metadata import version as distribution_version

project = "agentops_otel"
author = "The agentops_otel authors"
copyright = "The agentops_otel authors"  # noqa: A001
release = distribution_version("agentops-otel-sessions")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "changelog/*"]
html_theme = "furo"
html_title = "agentops_otel"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"

# Other projects' pages are not looked up, so that the documentation can be built offline.
nitpick_ignore_regex = [
    ("py:class", r"(collections|contextlib|datetime|opentelemetry|typing)\..*"),
    ("py:class", r"(ASGIApp|AttributeValue|Membership|EndState|State|SpanStatus)"),
    ("py:class", r"~P|agentops_otel\.sdk\.process\.R"),
]
