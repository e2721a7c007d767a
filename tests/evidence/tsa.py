"""A real time-stamp authority: `openssl ts`, with a certificate authority made on the spot."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY, OTHER_POLICY = "1.2.3.4.1", "1.2.3.4.2"
DAY = timedelta(days=1)


@dataclass
class Authority:
    """`Authority(folder)` makes its own root and certificate. A Stamper: called with a request, it answers."""

    folder: Path
    name: str = "Test time-stamp authority"
    serial: int = 4711
    dates: tuple[datetime, datetime] = field(default_factory=lambda: (_now() - DAY, _now() + 30 * DAY))
    embed_root: bool = False
    root_name: str = "Test root"
    digest: str = "sha256"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.root = _certificate(self.root_name, None, root_key, root_key, 1, (_now() - 900 * DAY, _now() + 900 * DAY))
        self.certificate = _certificate(self.name, self.root, root_key, key, self.serial, self.dates)
        (self.folder / "tsa.crt").write_bytes(pem(self.certificate))
        (self.folder / "root.crt").write_bytes(pem(self.root))
        (self.folder / "key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (self.folder / "serial").write_text("01\n")
        (self.folder / "conf").write_text(self._configuration())

    @property
    def anchor(self) -> bytes:
        """What a reader keeps as `tsa.pem`."""
        return pem(self.certificate) + pem(self.root)

    def __call__(self, request: bytes) -> bytes:
        query, reply = self.folder / "query", self.folder / "reply"
        query.write_bytes(request)
        command = ["openssl", "ts", "-reply", "-config", "conf", "-queryfile", "query", "-out", "reply"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return reply.read_bytes()

    def _configuration(self) -> str:
        return f"""[tsa]
default_tsa = this
[this]
serial = serial
signer_cert = tsa.crt
signer_key = key
signer_digest = {self.digest}
default_policy = {POLICY}
other_policies = {OTHER_POLICY}
digests = sha1, sha256
ess_cert_id_alg = sha256
{"certs = root.crt" if self.embed_root else ""}
"""


@contextmanager
def served(answer: bytes | Authority, kind: str = "application/timestamp-reply", status: int = 200) -> Iterator[str]:
    """Its URL on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = answer(request) if isinstance(answer, Authority) else answer
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _now() -> datetime:
    return datetime.now(UTC)


def _certificate(
    name: str,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey,
    serial: int,
    dates: tuple[datetime, datetime],
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(issuer.subject if issuer else subject, subject, key.public_key(), serial, *dates)
    builder = builder.add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    if issuer:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())
