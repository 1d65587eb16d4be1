"""Sign-in over HTTP: OAuth endpoints for programs, pages for people."""
