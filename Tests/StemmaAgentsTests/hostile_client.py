"""Speaks to `stemma mcp` as no client should, and checks that it answers each in kind and goes on.

    hostile_client.py STEMMA CACHE
"""

import json
import signal
import subprocess
import sys

COMMAND, CACHE = sys.argv[1:]


class Server:
    def __init__(self):
        self.process = subprocess.Popen(
            [COMMAND, "mcp", "--cache", CACHE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, line):
        data = line if isinstance(line, bytes) else json.dumps(line).encode()
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        assert line.endswith(b"\n"), line
        # Nothing in it may act on a terminal, not even in the text of JSON.
        assert line[:-1].decode().isprintable(), line[:200]
        return json.loads(line)

    def ask(self, line):
        self.send(line)
        return self.answer()

    def code(self, line):
        reply = self.ask(line)
        assert reply["jsonrpc"] == "2.0" and "result" not in reply, reply
        return reply["error"]["code"], reply["id"]

    def begin(self, version="2025-06-18"):
        parameters = {"protocolVersion": version, "capabilities": {}, "clientInfo": {}}
        reply = self.ask({"jsonrpc": "2.0", "id": "hello", "method": "initialize", "params": parameters})
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return reply["result"]["protocolVersion"]

    def end(self):
        self.process.stdin.close()
        return self.process.wait(30), self.process.stdout.read()


def request(method, parameters=None, id=1):
    message = {"jsonrpc": "2.0", "id": id, "method": method}
    return message if parameters is None else message | {"params": parameters}


def call(name, arguments, id=1):
    return request("tools/call", {"name": name, "arguments": arguments}, id)


def before_the_handshake():
    server = Server()
    assert server.ask(request("ping"))["result"] == {}
    assert server.code(request("tools/list")) == (-32600, 1)
    assert server.code(call("status", {})) == (-32600, 1)
    assert server.code(request("server/discover")) == (-32602, 1)
    assert server.code(request("initialize", {"protocolVersion": 7})) == (-32602, 1)
    assert server.code(request("initialize")) == (-32602, 1)
    meta = {"io.modelcontextprotocol/protocolVersion": "1999-01-01"}
    assert server.code(request("tools/list", {"_meta": meta})) == (-32022, 1)
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}
    assert server.code(request("tools/list", {"_meta": meta})) == (-32602, 1)
    assert server.begin("1999-01-01") == "2025-11-25"
    assert server.begin("2024-11-05") == "2024-11-05"
    assert server.end() == (0, b"")


def garbage():
    server = Server()
    server.begin()
    for line in [
        b"hello", b"{", b"\xff\xfe{}", b'{"jsonrpc": "2.0", "id": 1, "method": "ping"', b"\x00",
        b"[" * 5000, b'"\\ud800', b"{}{}", b"NaN",
    ]:
        assert server.code(line) == (-32700, None), line[:40]
    server.send(b"")
    server.send(b"   \r")
    for line in [
        b"1", b"null", b'"ping"', b"{}", b'{"jsonrpc": "1.0", "id": 2, "method": "ping"}',
        b'{"jsonrpc": "2.0", "id": 3}', b'{"jsonrpc": "2.0", "id": 4, "method": 5}',
        b'{"jsonrpc": "2.0", "id": 4, "method": "ping", "params": [1]}',
        b'{"jsonrpc": "2.0", "id": null, "method": "ping"}',
        b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}',
        b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}', b"[]",
        b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]',
    ]:
        code, id = server.code(line)
        assert code == -32600 and id in (None, 2, 3, 4), (line, code, id)
    assert server.code(b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 3_000_000 + b'"}') == (-32600, None)
    assert server.code(request("no/such")) == (-32601, 1)
    assert server.code(request("\x1b[31m\u202eno/such")) == (-32601, 1)
    assert server.code(request("tools/list", {"cursor": "99"})) == (-32602, 1)
    assert server.code(request("tools/list", {"cursor": -1})) == (-32602, 1)
    assert server.code(request("tools/call")) == (-32602, 1)
    assert server.code(request("tools/call", {"name": "rm"})) == (-32602, 1)
    assert server.code(call("status", [])) == (-32602, 1)
    assert server.code(request("resources/read", {"uri": "file:///etc/passwd"})) == (-32002, 1)
    # Answers to what was never asked, and notifications of any kind, are passed over.
    server.send({"jsonrpc": "2.0", "id": 9, "result": {}})
    server.send({"jsonrpc": "2.0", "method": "notifications/no/such", "params": {}})
    server.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 77}})
    assert server.ask(request("ping", id=2**53))["id"] == 2**53
    assert server.end() == (0, b"")


def wrong_arguments():
    server = Server()
    server.begin()
    deep = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    for name, arguments in [
        ("tree", {"id": 5}), ("tree", {"id": ""}), ("tree", {"id": "x" * 501}), ("tree", {}),
        ("tree", {"id": "bigcode/starcoder", "direction": "sideways"}),
        ("tree", {"id": "bigcode/starcoder", "depth": 0}),
        ("tree", {"id": "bigcode/starcoder", "depth": 1e300}),
        ("tree", {"id": "bigcode/starcoder", "relations": ["finetune", 1]}),
        ("tree", {"id": "bigcode/starcoder", "limit": 501}),
        ("tree", {"id": "bigcode/starcoder", "offset": -1}),
        ("tree", {"id": "bigcode/starcoder", "as_of": "yesterday"}),
        ("tree", {"id": "bigcode/starcoder", "cache": "/etc/passwd"}),
        ("model", {"id": "a\0b"}), ("search", {"text": ["x"]}),
        ("impact", {"id": "bigcode/starcoder", "event": "relicensed"}),
        ("sql", {"query": "ATTACH 'x' AS y"}), ("sql", {"query": "SELECT 1; SELECT 2"}),
        ("sql", {"query": "PRAGMA query_only = 0"}), ("sql", {"query": "SELECT load_extension('x')"}),
        ("sql", {"query": "SELECT :a", "parameters": {"a": [1]}}), ("sql", {"query": "SELECT :a"}),
        ("sql", {"query": deep, "seconds": 1}),
    ]:
        reply = server.ask(call(name, arguments))
        assert "result" in reply, (name, arguments, reply)
        result = reply["result"]
        assert result["isError"] and result["content"][0]["text"], (name, arguments)
        assert "structuredContent" not in result
    # Values as long as may be, and more rows than anybody wants.
    big = "SELECT printf('%.*c', 3000000, 'x') AS x, i FROM (WITH RECURSIVE n(i) AS " \
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n)"
    line = json.dumps(server.ask(call("sql", {"query": big, "limit": 500})))
    assert len(line) < 200_000, len(line)
    page = json.loads(line)["result"]["structuredContent"]["page"]
    assert page["count"] >= 1 and page["next_offset"] == page["count"], page
    wide = "SELECT " + ", ".join(f"hex(randomblob(900)) AS c{i}" for i in range(500))
    line = json.dumps(server.ask(call("sql", {"query": wide})))
    assert len(line) < 200_000, len(line)
    assert server.end() == (0, b"")


def lists_of_messages():
    server = Server()
    assert server.begin("2025-03-26") == "2025-03-26"
    replies = server.ask(
        [
            request("ping", id=1), {"jsonrpc": "2.0", "method": "notifications/no/such"},
            call("sql", {"query": "SELECT 1"}, id="two"), 3, request("no/such", id=4),
        ]
    )
    found = {reply["id"]: reply for reply in replies}
    assert set(found) == {1, "two", None, 4}, found
    assert found["two"]["result"]["structuredContent"]["answer"]["rows"] == [[1]]
    assert found[None]["error"]["code"] == -32600 and found[4]["error"]["code"] == -32601
    assert server.code([]) == (-32600, None)
    assert server.code([request("ping", id=n) for n in range(101)]) == (-32600, None)
    assert server.end() == (0, b"")


def the_end():
    # What was asked before the end of input is answered.
    server = Server()
    server.begin()
    server.send(call("status", {}, id=5))
    server.process.stdin.write(json.dumps(request("ping", id=6)).encode())
    code, output = server.end()
    assert code == 0 and {json.loads(line)["id"] for line in output.splitlines()} == {5, 6}, output
    # A question that takes long does not keep the server from ending when it is told to.
    server = Server()
    server.begin()
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    for id in range(200):
        server.send(call("sql", {"query": forever, "seconds": 30}, id=id))
    refused = [server.answer() for _ in range(200 - 64)]
    assert all(reply["error"]["code"] == -32000 for reply in refused)
    assert server.ask(request("ping", id="still there"))["id"] == "still there"
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 130
    assert server.process.stdout.read() == b""


def without_a_cache():
    global CACHE
    CACHE = CACHE + ".none"
    server = Server()
    server.begin()
    result = server.ask(call("status", {}))["result"]
    assert result["isError"] and "There is no cache" in result["content"][0]["text"], result
    assert server.end() == (0, b"")


for test in [
    before_the_handshake, garbage, wrong_arguments, lists_of_messages, the_end, without_a_cache
]:
    test()
    print(test.__name__)
