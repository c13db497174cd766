"""Runs a server that insists on its ports, in a network of its own; others come in by sockets from outside.

python in_own_network.py 7:389,8:636 COMMAND…   serves the listening sockets 7 and 8 from the ports 389 and 636

Ends, and the server with it, when its standard input does.
"""

import contextlib
import fcntl
import socket
import struct
import subprocess
import sys
import threading

_SIOCSIFFLAGS = 0x8914
_UP_AND_RUNNING = 0x1 | 0x40


def main() -> None:
    listeners, command = sys.argv[1], sys.argv[2:]
    # In the machine's own network, this is neither allowed nor needed.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket, contextlib.suppress(PermissionError):
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _UP_AND_RUNNING))
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        for pair in listeners.split(","):
            descriptor, port = map(int, pair.split(":"))
            _in_background(_accept, socket.socket(fileno=descriptor), port)
        sys.stdin.read()
    finally:
        server.kill()
        server.wait()


def _in_background(function: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=function, args=arguments, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def _accept(listener: socket.socket, port: int) -> None:
    while True:
        outside, _ = listener.accept()
        _in_background(_serve, outside, port)


def _serve(outside: socket.socket, port: int) -> None:
    with outside, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as inside:
        answers = _in_background(_copy, inside, outside)
        _copy(outside, inside)
        answers.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    main()
