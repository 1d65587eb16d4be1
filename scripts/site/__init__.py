"""The documentation as a site: `python -m scripts.site OUT`. Nothing of it is fetched from elsewhere."""
