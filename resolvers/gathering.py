"""Loaders that read many keys of one request together."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Generic, TypeVar
from weakref import ref

from strawberry.dataloader import DataLoader

K = TypeVar("K")
T = TypeVar("T")
Load = Callable[[Any, list[K]], Awaitable[list[T]]]


class Gathered(Generic[K, T]):
    """Descriptor that turns a method for many keys into a loader for one key at a time.

    The loader has no reference to the object. A reference cycle would keep the rows of an answer in memory until the
    garbage collector runs. A run of the collector blocks the event loop.
    """

    def __init__(self, load: Load[K, T], **how: Any) -> None:
        self._load, self._how, self.__doc__ = load, how, load.__doc__

    def __set_name__(self, of: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, of: type) -> DataLoader[K, T]:
        load, held = self._load, ref(instance)

        async def found(keys: list[K]) -> list[T]:
            reader = held()
            return await load(reader, keys) if reader is not None else []  # without the reader, nobody waits

        made: DataLoader[K, T] = DataLoader(found, **self._how)
        instance.__dict__[self._name] = made
        return made


def gathered(
    most: int, *, kept: bool = True, key: Callable[[Any], Hashable] | None = None
) -> Callable[[Load[K, T]], Gathered[K, T]]:
    """Return a decorator for methods that read at most `most` keys at once. Values are cached for the request, by their
    `key`."""

    def of(load: Load[K, T]) -> Gathered[K, T]:
        return Gathered(load, max_batch_size=most, cache=kept, cache_key_fn=key)

    return of
