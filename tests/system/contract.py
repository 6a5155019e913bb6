"""The published OpenAPI file: whether an answer is one that it describes."""
import functools
import re

import jsonschema
import yaml

from billhook import ROOT


@functools.cache
def contract():
    return yaml.safe_load((ROOT / "resources/openapi/openapi.yaml").read_text())


def resolved(part):
    """What a reference within the file leads to."""
    while "$ref" in part:
        target = contract()
        for name in part["$ref"].removeprefix("#/").split("/"):
            target = target[name]
        part = target
    return part


@functools.cache
def pattern_of(path):
    return re.compile("".join("[^/]+" if piece.startswith("{") else re.escape(piece) for piece in re.split(r"({\w+})", path)) + "$")


def operation_of(method, path):
    path = path.split("?")[0]
    exact = contract()["paths"].get(path)
    for known, item in [(path, exact)] if exact else contract()["paths"].items():
        if pattern_of(known).match(path):
            return item.get(method.lower())
    return None


def check(method, path, status, headers, body):
    """Fails where the answer is none of those that the contract has for the request. A path or method that it does not know is
    answered with a problem."""
    operation = operation_of(method, path)
    known = operation["responses"] if operation else {"default": {"$ref": "#/components/responses/Problem"}}
    response = resolved(known.get(str(status)) or known["default"])
    assert str(status) in known or status >= 400, f"{method} {path}: {status} is not in the contract"
    for name, header in response.get("headers", {}).items():
        assert name in headers or resolved(header).get("required") is False, f"{method} {path}: {status} without {name}"
    content = response.get("content")
    if not content:
        assert body is None, f"{method} {path}: {status} with a body"
        return
    kind = headers.get("Content-Type", "").split(";")[0]
    assert kind in content, f"{method} {path}: {status} is {kind}"
    schema = {"components": contract()["components"], **content[kind]["schema"]}
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(body)
