"""Run a time stamping authority behind a socket: `openssl ts`, which shares no code with ours."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

REQUEST = """[req]
distinguished_name = dn
prompt = no
[dn]
CN = {name}
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
RULES = """[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Tsa:
    """Authority with its own root; customers get `certificates`."""

    def __init__(self, folder: Path, name: str = "Test authority") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.asked = folder, 0
        (folder / "req.cnf").write_text(REQUEST.format(name=name))
        (folder / "tsa.cnf").write_text(RULES.format(folder=folder))
        new = ["-newkey", "rsa:2048", "-nodes", "-config", "req.cnf"]
        self.openssl("req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-extensions", "root")
        self.openssl("req", "-new", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", f"/CN={name} stamps")
        signed = ["-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-out", "tsa.pem"]
        self.openssl("x509", "-req", *signed, "-extfile", "req.cnf", "-extensions", "stamps")

    @property
    def certificates(self) -> Path:
        return self.folder / "root.pem"

    def openssl(self, *words: str) -> bytes:
        """Return the program's output. Raise CalledProcessError."""
        return subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True).stdout

    def answer(self, query: bytes) -> bytes:
        """Return the answer to a time stamp request."""
        self.asked += 1
        (self.folder / "query").write_bytes(query)
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer")
        return (self.folder / "answer").read_bytes()

    def accepts(self, stamp: bytes, data: bytes) -> bool:
        (self.folder / "stamp").write_bytes(stamp)
        (self.folder / "data").write_bytes(data)
        try:
            self.openssl("ts", "-verify", "-in", "stamp", "-data", "data", "-CAfile", "root.pem")
        except subprocess.CalledProcessError:
            return False
        return True


@contextmanager
def serving(tsa: Tsa) -> Iterator[str]:
    """Serve the authority during the block. Yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = tsa.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
