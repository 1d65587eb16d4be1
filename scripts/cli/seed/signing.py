"""Samples are acts of people, which the API carries out: they are signed with its key."""

from dataclasses import replace

from domain.kernel.process import Process
from store.keys.author import Author
from store.process.settings import Settings
from store.store import Store


def of_the_api(store: Store, settings: Settings) -> Store:
    """The store, signing with the API's key if it lies beside the command line's, as in a local installation."""
    own = settings.author_key_file
    file = own and own.with_name(own.name.replace(Process.CLI, Process.API))
    if file is None or not file.exists():
        return store
    return Store(replace(store.connection, author=Author.from_file(file, settings.log_origin)))
