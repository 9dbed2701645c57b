#!/usr/bin/env bash
# huggingface_hub asks a mirror for the first page of a listing and the Hub itself for the others.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages huggingface_hub==2.4.0
export HF_ENDPOINT=https://mirror.example
check <<'PYTHON'
import httpx2
import huggingface_hub
from finding import expect, seen

hosts = []


def answer(request):
    """Answers in place of a network, with the link that the Hub sends and a mirror passes on."""
    if request.url.path != "/api/models":
        return httpx2.Response(404, json={})
    hosts.append(request.url.host)
    if "cursor" in request.url.params:
        return httpx2.Response(200, json=[{"id": "org/second"}])
    link = '<https://huggingface.co/api/models?limit=1&cursor=eyJfaWQi>; rel="next"'
    return httpx2.Response(200, json=[{"id": "org/first"}], headers={"Link": link})


huggingface_hub.set_client_factory(
    lambda: httpx2.Client(transport=httpx2.MockTransport(answer))
)
expect("huggingface_hub", "HF_ENDPOINT names the host of every request")
models = [model.id for model in huggingface_hub.HfApi(token=False).list_models()]
seen("models", models, ["org/first", "org/second"])
seen("hosts asked", hosts, ["mirror.example", "huggingface.co"])
PYTHON
