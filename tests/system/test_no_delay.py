"""The server extension by which a kernel's small messages are not held back."""

import asyncio
import importlib
import json
import socket
import sys
import tomllib
import types
from pathlib import Path

import tornado.httpserver
import tornado.testing
import tornado.web
import tornado.websocket

from course_utils.system import no_delay
from tools.files import COURSE

DECLARED = COURSE / "course_utils" / "system" / "server_extension.json"


class Connection:
    """What Jupyter has between kernel and page, as far as the extension uses it."""

    def __init__(self, websocket_handler):
        self.websocket_handler, self.connected = websocket_handler, False

    def connect(self):
        self.connected = True
        return "connected"


class FakeServer:
    """A Jupyter server: its settings, and the class it would make connections of."""

    kernel_websocket_connection_class = Connection

    def __init__(self):
        self.web_app = self
        self.settings = {"kernel_websocket_connection_class": Connection}


def open_sockets(connection_class):
    """Open a websocket whose server side connects a kernel; whether its socket sends at once, and what was said."""
    seen = []

    class Handler(tornado.websocket.WebSocketHandler):
        def open(self):
            made = connection_class(self)
            said = made.connect()
            seen.append((self.ws_connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), said))

    async def visit():
        server = tornado.httpserver.HTTPServer(tornado.web.Application([("/", Handler)]))
        listening, port = tornado.testing.bind_unused_port()
        server.add_socket(listening)
        client = await tornado.websocket.websocket_connect(f"ws://127.0.0.1:{port}/")
        while not seen:
            await asyncio.sleep(0.01)
        client.close()
        server.stop()

    asyncio.run(visit())
    return seen[0]


def test_a_connection_of_the_extended_server_holds_no_message_back():
    server = FakeServer()
    no_delay._load_jupyter_server_extension(server)
    prompt = server.settings["kernel_websocket_connection_class"]
    assert issubclass(prompt, Connection)
    assert open_sockets(Connection) == (0, "connected")  # as it is without
    set_to, said = open_sockets(prompt)
    assert set_to and said == "connected"


def test_the_extension_is_declared_installed_and_can_be_loaded():
    """The wheel carries the declaration to where a server looks for it, and there it is."""
    name, enabled = json.loads(DECLARED.read_text())["ServerApp"]["jpserver_extensions"].popitem()
    assert enabled and importlib.import_module(name) is no_delay
    assert no_delay._jupyter_server_extension_points() == [{"module": name}]
    project = tomllib.loads((COURSE / "pyproject.toml").read_text())
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    target = carried[str(DECLARED.relative_to(COURSE))]
    assert Path(target).parent == Path("etc/jupyter/jupyter_server_config.d")
    assert (Path(sys.prefix) / target).read_text() == DECLARED.read_text()


def test_the_class_that_jupyter_makes_connections_of_can_be_extended():
    """The names that the extension relies on are those of the installed server."""
    from jupyter_server.serverapp import ServerApp
    from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    made = no_delay.prompt(ServerApp.kernel_websocket_connection_class.klass)
    assert issubclass(made, BaseKernelWebsocketConnection) and "websocket_handler" in made.class_trait_names()
    assert isinstance(KernelWebsocketHandler.kernel_websocket_connection_class, property)
    handler = types.SimpleNamespace(settings={"kernel_websocket_connection_class": made})
    assert KernelWebsocketHandler.kernel_websocket_connection_class.fget(handler) is made
