"""Tests reach this machine only, from notebook kernels and other child processes too."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

OUTSIDE = "192.0.2.1"  # reserved for documentation: nobody answers there even without a guard

PROBE = f"""
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname(), timeout=5).close()
for reach in (
    lambda: socket.create_connection(("{OUTSIDE}", 80), timeout=5),
    lambda: socket.create_connection(("example.org", 80), timeout=5),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("{OUTSIDE}", 53)),
):
    try:
        reach()
    except ConnectionRefusedError as error:
        print(error)
"""


def test_this_process_is_offline():
    with pytest.raises(ConnectionRefusedError, match="No network in tests"):
        socket.create_connection((OUTSIDE, 80), timeout=5)
    with pytest.raises(ConnectionRefusedError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_loopback_works():
    with socket.create_server(("127.0.0.1", 0)) as server:
        accept = threading.Thread(target=lambda: server.accept()[0].sendall(b"hello"))
        accept.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as client:
            assert client.recv(5) == b"hello"
        accept.join()


def test_child_processes_are_offline():
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.count("No network in tests") == 3


def test_kernels_are_offline(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(PROBE)])
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert notebook.cells[0].outputs[0].text.count("No network in tests") == 3


def test_nbval_kernels_are_offline(tmp_path):
    assertion = "import socket\nassert socket.course_offline"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(assertion)])
    nbformat.write(notebook, tmp_path / "probe.ipynb")
    command = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "--nbval-current-env", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stdout[-2000:]
