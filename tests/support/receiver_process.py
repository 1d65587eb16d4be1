"""Receive webhooks in a separate process: `python receiver_process.py LEDGER PORT SLOW`.

Each message is on the disk before its answer is sent, so the ledger holds every message acknowledged. Every path is
received; a path that begins with `/slow` is answered after SLOW seconds.
"""

import asyncio
import json
import os
import sys
from base64 import b64encode


async def serve(ledger: str, port: int, slow: float) -> None:
    with open(ledger, "ab", buffering=0) as file:  # noqa: ASYNC230 (the disk is what it waits for)

        async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.split("\r\n")
            headers = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in lines if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            path = first.split(" ")[1]
            row = {"path": path, "headers": headers, "body": b64encode(body).decode()}
            file.write(json.dumps(row).encode() + b"\n")
            os.fsync(file.fileno())
            if path.startswith("/slow"):
                await asyncio.sleep(slow)
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(receive, "127.0.0.1", port)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
