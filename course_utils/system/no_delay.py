"""A server extension for Jupyter: a kernel's messages go to the page at once.

The server writes each message of a kernel to a connection of its own accord, and TCP holds a small one back until the
page has acknowledged the one before (Nagle's algorithm, RFC 896), which a page may do later (the delayed ACK of RFC
1122, 4.2.3.2, allows it 500 ms). A kernel says "busy" before each answer, so that the answer waits. Tornado's
`set_nodelay` ends that.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """What Jupyter asks a module for that it is told to load (`server_extension.json`)."""
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Let the connections of this server from kernels to pages be `prompt`."""
    settings, name = server.web_app.settings, "kernel_websocket_connection_class"
    settings[name] = prompt(settings.get(name) or server.kernel_websocket_connection_class)


def prompt(connection: type) -> type:
    """The class of a connection between kernel and page, as one that holds no message back."""

    class Prompt(connection):
        def connect(self) -> Any:
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return Prompt
