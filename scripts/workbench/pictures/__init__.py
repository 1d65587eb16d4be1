"""The pictures of the documentation, taken from the sample register: `python -m scripts.workbench.pictures`."""
