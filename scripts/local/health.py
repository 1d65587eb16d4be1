"""Asking ports of this machine."""

import socket
from http.client import HTTPConnection, HTTPException

from scripts.local.errors import Refused

HOST = "127.0.0.1"


def port_of(text: str) -> int:
    """The port a setting names; 0 picks a free one."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise Refused(f"CASEBOOK_PORT must be a number from 0 to 65535, not {text!r}")
    return int(text)


def free_port(wanted: int) -> int:
    """The port, when nothing listens there; raises Refused."""
    try:
        with socket.create_server((HOST, wanted)) as server:
            port: int = server.getsockname()[1]
            return port
    except OSError as error:
        raise Refused(
            f"port {wanted} cannot be used ({error.strerror}): free it, or set CASEBOOK_PORT to another"
        ) from error


def unready(port: int, path: str = "/readyz") -> str | None:
    """Return why the server is not ready yet, or None. No proxy of the environment is asked."""
    connection = HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read(400).decode(errors="replace")
    except (OSError, HTTPException) as error:
        return f"{path}: {error}"
    finally:
        connection.close()
    return None if answer.status == 200 else f"{path} answered {answer.status}: {text}"
