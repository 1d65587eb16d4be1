"""The documentation as a site: `python -m scripts.workbench.site OUT`. Nothing of it is fetched from elsewhere."""
