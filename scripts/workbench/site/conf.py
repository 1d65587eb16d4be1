"""Settings of Sphinx (https://www.sphinx-doc.org/en/master/usage/configuration.html)."""

from sphinx.application import Sphinx

from scripts.workbench import ROOT
from scripts.workbench.site.contents import contents, menu
from scripts.workbench.site.pages import CONTENTS

project = "Casebook"
author = "The Casebook contributors"
copyright = "The Casebook contributors, Apache-2.0"
language = "en"
extensions = ["myst_parser"]
root_doc = "index"
myst_heading_anchors = 4
myst_ref_domains = ["std"]  # pages and headings: no link of ours leads to what C++ or Python declare
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

SECTIONS = contents(ROOT / CONTENTS)
BEFORE_THE_THEME = 400
"""Sphinx gives 500 to a listener without a priority, as Furo's is."""


def setup(app: Sphinx) -> None:
    """Mark the pages in Vietnamese, for screen readers, and write the menu before the theme reads it."""
    app.connect("html-page-context", _language)
    app.connect("html-page-context", _menu, priority=BEFORE_THE_THEME)


def _menu(app: Sphinx, page: str, template: str, context: dict[str, object], tree: object) -> None:
    address = context["pathto"]
    if callable(address):
        context["toctree"] = lambda **_: menu(SECTIONS, page, address)


def _language(app: Sphinx, page: str, template: str, context: dict[str, object], tree: object) -> None:
    if page.endswith(".vi"):
        context["language"] = "vi"
