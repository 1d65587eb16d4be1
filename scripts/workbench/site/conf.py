"""Settings of Sphinx (https://www.sphinx-doc.org/en/master/usage/configuration.html)."""

from sphinx.application import Sphinx

project = "Casebook"
author = "The Casebook contributors"
copyright = "The Casebook contributors, Apache-2.0"
language = "en"
extensions = ["myst_parser"]
root_doc = "index"
myst_heading_anchors = 4
myst_ref_domains = ["std"]  # links lead to pages and headings only, never to C++ or Python declarations
suppress_warnings = ["misc.highlighting_failure"]  # answers and parts of queries are shown with "…"
exclude_patterns = ["**/node_modules"]
html_theme = "furo"
html_title = "Casebook"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


def setup(app: Sphinx) -> None:
    """Mark the pages in Vietnamese, for screen readers."""
    app.connect("html-page-context", _language)


def _language(app: Sphinx, page: str, template: str, context: dict[str, object], tree: object) -> None:
    if page.endswith(".vi"):
        context["language"] = "vi"
