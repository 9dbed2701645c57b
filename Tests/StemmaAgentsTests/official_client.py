"""Asks every tool of `stemma mcp` with the protocol's own client, which checks each answer's schema.

    official_client.py STEMMA CACHE MODE

MODE is auto (the newest version, by server/discover) or legacy (the handshake).
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

CALLS = {
    "search": {"text": "starcoderbse"},
    "model": {"id": "bigcode/starcoder"},
    "tree": {"id": "bigcode/starcoderbase", "limit": 5},
    "ancestors": {"id": "bigcode/starcoder"},
    "derivatives": {"id": "bigcode/starcoderbase", "by": "owner"},
    "derivative_models": {"id": "bigcode/starcoderbase", "limit": 3},
    "path": {"from": "bigcode/starcoder", "to": "bigcode/starcoderbase"},
    "licenses": {"id": "bigcode/starcoder"},
    "impact": {"id": "bigcode/starcoder", "event": "relicensed", "license": "gemma"},
    "reuse": {"dataset": "BAAI/Infinity-Instruct"},
    "claims": {"ids": ["P1"]},
    "status": {},
    "tables": {"table": "model"},
    "sql": {"query": "SELECT :n + 1 AS next", "parameters": {"n": 1}},
}


async def main(command, cache, mode):
    server = StdioServerParameters(command=command, args=["mcp", "--cache", cache])
    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == set(CALLS), [tool.name for tool in tools]
        answers = {}
        for tool in tools:
            assert "never instructions" in tool.description, tool
            # The client checks what comes by the tool's output schema.
            result = await client.call_tool(tool.name, CALLS[tool.name])
            assert not result.is_error, (tool.name, result.content)
            content = result.structured_content
            assert json.loads(result.content[0].text) == content, tool.name
            assert content["harvest"]["id"] == 1 and content["as_of"] and content["caveats"], tool.name
            answers[tool.name] = content

        # The parts of a list are the list.
        whole = await client.call_tool("tree", {"id": "bigcode/starcoderbase", "limit": 500})
        nodes, edges, offset = [], [], 0
        while offset is not None:
            part = await client.call_tool(
                "tree", {"id": "bigcode/starcoderbase", "limit": 5, "offset": offset}
            )
            nodes += part.structured_content["answer"]["nodes"]
            edges += part.structured_content["answer"]["edges"]
            offset = part.structured_content["page"]["next_offset"]
        tree = whole.structured_content["answer"]
        assert nodes == tree["nodes"] and len(nodes) > 10, len(nodes)
        assert sorted(map(str, edges)) == sorted(map(str, tree["edges"]))

        for name, arguments in {
            "tree": {"id": "no/such"},
            "sql": {"query": "DELETE FROM repo"},
            "model": {},
            "path": {"from": "bigcode/starcoder", "to": 7},
        }.items():
            result = await client.call_tool(name, arguments)
            assert result.is_error and result.content[0].text, name
        try:
            await client.call_tool("no_such_tool", {})
        except MCPError as error:
            assert error.code == -32602, error
        else:
            raise AssertionError("an unknown tool answered")

        resources = (await client.list_resources()).resources
        schema = await client.read_resource(resources[0].uri)
        assert "## derivative" in schema.contents[0].text
        version = client.protocol_version
    json.dump({"version": version, "answers": answers}, sys.stdout)


asyncio.run(main(*sys.argv[1:]))
