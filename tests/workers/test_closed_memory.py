"""Workers close their memory to other processes before they do anything else."""

import asyncio
from importlib import import_module
from inspect import signature
from types import SimpleNamespace

import pytest

from store.process import logs

WORKERS = {"main": "Settings", "eraser": "Settings", "verifier": "VerifierSettings", "sealer": "SealerSettings"}


class WentOn(Exception):
    """The process begins its work."""


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize(("name", "kind"), WORKERS.items())
async def test_memory_is_closed_except_in_development(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: str, development: bool
) -> None:
    module, closed = import_module(f"workers.{name}"), list[None]()

    def goes_on(*_: object) -> None:
        raise WentOn

    monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
    monkeypatch.setattr(module, "close_memory", lambda: closed.append(None))
    monkeypatch.setattr(module, kind, SimpleNamespace(from_env=lambda: SimpleNamespace(development=development)))
    monkeypatch.setattr(module, "Trust", SimpleNamespace(of=lambda _: None), raising=False)
    monkeypatch.setattr(module, "stamping_of", goes_on, raising=False)
    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", goes_on)
    with pytest.raises(WentOn):
        await module.main(*(None for _ in signature(module.main).parameters))
    assert bool(closed) is not development
