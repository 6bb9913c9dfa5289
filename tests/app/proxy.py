"""A real nginx with the configuration of docs/deploy, in front of two web processes, with HTTPS."""

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.app.support import PASSWORD, Person, Program, Town, free_ports, until

CLIENT = "127.0.0.9"
_CONFIGURATION = Path(__file__).parents[2] / "docs" / "deploy" / "nginx.conf"
_TEMPORARY = "client_body proxy fastcgi uwsgi scgi"


@dataclass(eq=False)
class Pair(Town):
    """Two web processes of the town that believe one proxy."""

    ports: list[int] = field(default_factory=list)

    def start(self, port: int) -> Program:
        return self._start_together([("web", "--port", str(port))])[0]

    def running(self, port: int) -> Program:
        return next(p for p in self.programs if p.runs and str(port) in p.process.args)  # type: ignore[operator]

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "YIHAO_TRUSTED_PROXIES": "1", "YIHAO_SECURE_COOKIES": "true"}


class Browser(Person):
    """As browsers do: HTTPS, an address of its own, and with each request where it comes from."""

    def __init__(self, pair: Pair, username: str) -> None:
        context = ssl.create_default_context(cafile=str(pair.folder / "proxy" / "cert.pem"))
        transport = httpx.HTTPTransport(verify=context, local_address=CLIENT)
        origin = f"https://localhost:{pair.port}"
        self.http = httpx.Client(base_url=origin, timeout=30, transport=transport, headers={"Origin": origin})
        self.csrf = self.http.get("/api/session").json()["csrf"]
        answer = self.sign_in(username, PASSWORD)
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json()["csrf"]


@contextmanager
def proxied(town: Town) -> Iterator[Pair]:
    """The town behind nginx. Its worker goes on as it is."""
    *ports, outer, plain = free_ports(4)
    pair = Pair(town.database_url, town.folder, outer, town.leaf, ports=ports)
    folder = pair.folder / "proxy"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _certificate(folder)
    _write_configuration(folder, pair, plain)
    nginx = [
        str(shutil.which("nginx")),
        "-p",
        str(folder),
        "-c",
        str(folder / "nginx.conf"),
        "-e",
        str(folder / "error.log"),
    ]
    with subprocess.Popen(nginx) as process:
        try:
            for port in ports:
                pair.start(port)
            until(lambda: socket.create_connection(("127.0.0.1", outer)).close() or True)
            yield pair
        finally:
            pair.end()
            process.terminate()


def _write_configuration(folder: Path, pair: Pair, plain: int) -> None:
    text = _CONFIGURATION.read_text()
    changes = {
        "10.0.0.11:8345": f"127.0.0.1:{pair.ports[0]}",
        "10.0.0.12:8345": f"127.0.0.1:{pair.ports[1]}",
        "listen 443": f"listen 127.0.0.1:{pair.port}",
        "listen 80": f"listen 127.0.0.1:{plain}",
        "/etc/yihao/tls": str(folder),
    }
    for old, new in changes.items():
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text)
    places = "".join(f"{name}_temp_path {folder}/{name};\n" for name in _TEMPORARY.split())
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{places}include {folder}/site.conf; }}\n"
    )


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
