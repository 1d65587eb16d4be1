"""The documentation as a site: `python -m scripts.workbench.site OUT`. It fetches nothing from elsewhere."""
