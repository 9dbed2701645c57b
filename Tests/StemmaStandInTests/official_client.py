"""What the official client sees of a stand-in: one JSON object on standard output.

Usage: official_client.py PART, with HF_ENDPOINT set to the stand-in's address.
"""

import json
import sys

from huggingface_hub import HfApi, constants, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import HfHubHTTPError

TOKEN = "hf_member"
api = HfApi(token=False)
known = HfApi(token=TOKEN)


def error(call):
    """The class and status of the error that a call ends with."""
    try:
        call()
    except HfHubHTTPError as failure:
        return [type(failure).__name__, failure.response.status_code]
    return None


def file(repo, name, token=False, revision=None):
    return get_hf_file_metadata(hf_hub_url(repo, name, revision=revision), token=token)


def listings():
    by_likes = [m.id for m in api.list_models(sort="likes", limit=7)]
    expanded = next(iter(api.list_models(filter="license:mit", expand=["sha", "baseModels"])))
    paged = [m.id for m in api.list_models(sort="created_at", author="many", limit=2500)]
    return {
        "by_likes": by_likes,
        "filtered": sorted(m.id for m in api.list_models(filter=["license:mit", "region:us"])),
        "searched": sorted(m.id for m in api.list_models(search="BASE")),
        "expanded": [expanded.id, expanded.base_models, expanded.downloads],
        "paged": [len(paged), len(set(paged)), paged[0], paged[-1]],
        "datasets": [[d.id, d.tags] for d in api.list_datasets()],
        "spaces": [[s.id, s.sdk] for s in api.list_spaces(models="lab/base")],
    }


def repositories():
    model = api.model_info("lab/base")
    expanded = api.model_info(
        "ann/chat-GGUF", expand=["baseModels", "childrenModelCount", "inferenceProviderMapping"]
    )
    dataset = api.dataset_info("lab/data")
    refs = api.list_repo_refs("lab/base", include_pull_requests=True)
    thread = api.get_discussion_details("lab/base", 2)
    return {
        "model": [model.id, model.sha, str(model.created_at), model.gated, model.spaces],
        "siblings": [s.rfilename for s in model.siblings],
        "expanded": [expanded.base_models, expanded.children_model_count],
        "dataset": [dataset.id, dataset.author],
        "renamed": api.model_info("old/base").id,
        "commits": [[c.title, c.authors] for c in api.list_repo_commits("lab/base")],
        "refs": [[b.name for b in refs.branches], [p.ref for p in refs.pull_requests]],
        "discussions": [
            [d.num, d.status, d.is_pull_request, d.author]
            for d in api.get_repo_discussions("lab/base")
        ],
        "many_discussions": len(list(api.get_repo_discussions("ann/chat-GGUF"))),
        "thread": [thread.title, [type(e).__name__ for e in thread.events]],
        "likers": [u.username for u in api.list_repo_likers("lab/base")],
        "tree": [f.path for f in api.list_repo_tree("lab/base", recursive=True)],
        "card": file("ann/chat-GGUF", "README.md").etag,
        "organization": api.get_organization_overview("lab").num_models,
        "user": api.get_user_overview("ann").num_models,
    }


def errors():
    return {
        # The client tells a missing repository from a 401 only over https.
        "missing_anonymous": error(lambda: api.model_info("no/such")),
        "missing": error(lambda: known.model_info("no/such")),
        "bad_token": error(lambda: HfApi(token="hf_invalid").model_info("lab/base")),
        "revision": error(lambda: api.model_info("lab/base", revision="none")),
        "entry": error(lambda: file("ann/chat-GGUF", "none.txt")),
        "gated": error(lambda: file("lab/base", "README.md")),
        "gated_not_granted": error(lambda: file("lab/base", "README.md", token=TOKEN)),
        "disabled": error(lambda: api.model_info("lab/off")),
        "bad_expand": error(lambda: api.model_info("lab/base", expand=["bogus"])),
    }


def quota():
    return {"models": [len(list(api.list_models(limit=1))) for _ in range(4)]}


parts = {"listings": listings, "repositories": repositories, "errors": errors, "quota": quota}
print(json.dumps(parts[sys.argv[1]](), default=str, sort_keys=True))
