"""Stands between Stemma and a stand-in: a TLS front, or a proxy that answers by itself.

front.py tls FOLDER PORT     passes on to PORT; makes FOLDER/ca.pem, which nobody trusts
front.py proxy STATUS        answers every request, and every wish for a tunnel, with STATUS

Writes its port, then the first line of each request to a proxy. Ends with its parent.
"""

import os
import socket
import ssl
import subprocess
import sys
import threading
import time


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def certificates(folder):
    """An authority, and a server that it vouches for."""
    for name in ["ca", "other"]:
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN=Test {name}",
                "-addext", "basicConstraints=critical,CA:TRUE")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key",
            "-out", "server.csr", "-subj", "/CN=localhost")
    with open(f"{folder}/names", "w") as names:
        names.write("subjectAltName=IP:127.0.0.1")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem")


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def serve_tls(context, port, client):
    try:
        client = context.wrap_socket(client, server_side=True)
    except OSError:
        return
    target = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=pump, args=(target, client), daemon=True).start()
    pump(client, target)


def serve_proxy(status, client):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(65536)
        if not piece:
            return
        head += piece
    print(head.split(b"\r\n")[0].decode(), flush=True)
    wish = {
        200: "Content-Type: text/html\r\n",
        302: "Location: http://login.invalid/\r\n",
        407: 'Proxy-Authenticate: Basic realm="front"\r\n',
    }.get(status, "")
    client.sendall(f"HTTP/1.1 {status} No\r\n{wish}Content-Length: 0\r\n"
                   "Connection: close\r\n\r\n".encode())
    client.close()


def end_with_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
if sys.argv[1] == "tls":
    folder, port = sys.argv[2], int(sys.argv[3])
    certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
    answer, arguments = serve_tls, (context, port)
else:
    answer, arguments = serve_proxy, (int(sys.argv[2]),)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    threading.Thread(target=answer, args=(*arguments, client), daemon=True).start()
