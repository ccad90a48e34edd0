"""A small server that holds a page's hand: no application is needed to test scripts and sheets."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "serviceoffice" / "web" / "static"
POLICY = "default-src 'self'; img-src 'self' data:"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Office(BaseHTTPRequestHandler):
    """Serves the sheets and scripts; a subclass answers the rest in ``page``."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            self._file(STATIC / path.removeprefix("/static/"))
        elif path == "/favicon.ico":
            self.send(204, "", "image/x-icon")
        else:
            self.page(path)

    def do_POST(self) -> None:
        self.do_GET()

    def do_HEAD(self) -> None:
        self.do_GET()

    def page(self, path: str) -> None:
        """One of the sample pages."""
        self._file(HERE / path.removeprefix("/"))

    def _file(self, path: Path) -> None:
        if path.is_file():
            self.send(200, path.read_bytes(), KINDS[path.suffix])
        else:
            self.send(404, f"{self.path} is not there")

    def send(
        self, status: int, body: str | bytes, kind: str = KINDS[".html"], **headers: str
    ) -> None:
        """Answer; ``headers`` are written with an underscore for the hyphen."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body.encode() if isinstance(body, str) else body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    """Serves until the test is over; pages that leave in the middle are no error."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is what half of these tests are about."""
