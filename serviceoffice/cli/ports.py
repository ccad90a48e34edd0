"""A place to listen at, taken before anything else is begun."""

from __future__ import annotations

import errno
import os
import socket

from serviceoffice.cli.plain import Trouble

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address; port 0 picks a free one. Raises Trouble, naming what is wrong.

    Connections queue from here on, so nobody is turned away while the office opens.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OverflowError:
        raise Trouble(f"There is no port {port}: choose one from 0 to 65535.") from None
    except OSError as error:
        raise Trouble(_sentence(host, port, error)) from error


def address(listener: socket.socket) -> str:
    """Where a browser reaches it."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _sentence(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} of {host} is taken by another program. "
                "Stop that program, or choose another port with --port."
            )
        case errno.EACCES:
            return f"This user may not listen at port {port}. Choose one above 1023 with --port."
        case errno.EADDRNOTAVAIL:
            return f"This machine has no address {host}. Mend --host."
    # The resolver's numbers are not the system's.
    reason = error.strerror or os.strerror(error.errno or 0)
    return f"Cannot listen at {host}, port {port}: {reason}."
