"""Papers of the agencies as text, before a worker lays them out."""
