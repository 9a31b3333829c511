"""Loopback only: every Python that starts with this folder on PYTHONPATH can reach this machine and no other.

Python imports `sitecustomize` at its start, so notebook kernels, JupyterLab servers and worker processes inherit the
rule from the test that started them. Libraries that open sockets in C are beyond it.
"""

import ipaddress
import socket

_real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
_real_getaddrinfo = socket.getaddrinfo


def _is_local(host):
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host):
    raise ConnectionRefusedError(f"No network in tests: only this machine can be reached, not {host}.")


def _guarded(name):
    def method(self, *arguments):
        address = arguments[-1]
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            _refuse(address[0])
        return _real[name](self, *arguments)

    return method


def _getaddrinfo(host, *arguments, **options):
    if not _is_local(host):
        _refuse(host)
    return _real_getaddrinfo(host, *arguments, **options)


if not hasattr(socket, "course_offline"):
    for _name in _real:
        setattr(socket.socket, _name, _guarded(_name))
    socket.getaddrinfo = _getaddrinfo
    socket.course_offline = True
