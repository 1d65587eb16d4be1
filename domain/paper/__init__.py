"""Papers of the agencies as text: what each says, before a worker sets it on a page."""
