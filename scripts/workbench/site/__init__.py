"""Builds the documentation as a site: `python -m scripts.workbench.site OUT`. The site fetches nothing from
elsewhere."""
