"""The token that a controller has from InfluxDB: made, written, the one before taken away.

Tokens of ours are told by their description, which names the site. That is not proof enough to
take one away, for a copy of a site has the same name: one goes only if all that it may is in the
new one, or gone, and of others it is said that they are there.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from lighting.errors import Refused
from lighting.site.config import Config
from lighting.stores.influx_http import request
from lighting.stores.influx_operator import Json, Operator, read_json

Did = Literal["made", "changed", "kept", "removed"]
_PATH = "/api/v2/authorizations"
_STORED = 204
_MAY = "may read and write these buckets and nothing else"

Rights = frozenset[tuple[str, str]]
"""What is allowed, `read` or `write`, with the id of a bucket."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is needed: what it is, what was done to it, and how it stands."""

    what: str
    did: Did
    how: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A token made for a site of this name that is in use."""

    id: str
    secret: str
    made_at: str
    rights: Rights


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one site.

    Args:
        config: The settings.
        operator: May make tokens, and take them away.
        org_id: Of the organisation.
        buckets: Those of the site, by their id.
    """

    config: Config
    operator: Operator
    org_id: str
    buckets: dict[str, str]

    def have(self) -> list[Step]:
        """See to it that the file holds a token with just the rights needed; one there is stays."""
        there = list(self._ours())
        fitting = [one.secret for one in there if one.rights == self._rights]
        path = self.config.influx_token_path
        if _content(path) in fitting:
            did: Did = "changed" if _close(path) else "kept"
        else:
            did = "changed" if path.exists() else "made"
            _write_secret(path, fitting[0] if fitting else self._make())
        others = [one for one in there if one.rights != self._rights]
        return [Step(f"token {path}", did, _MAY), *self._leave(others)]

    def _leave(self, others: Iterable[_Token]) -> Iterator[Step]:
        """Take away what the token in the file replaces, once that is proven; tell the rest."""
        for one in others:
            what = f"token of {one.made_at[:10]} with the same description, id {one.id}"
            if all(map(self._is_no_other, {id_ for _, id_ in one.rights})):
                self._prove()
                self.operator.remove(f"{_PATH}/{one.id}")
                how = "the one in the file takes its place"
                yield Step(what, "removed", f"{how}; a controller that has it needs a restart")
            else:
                remedy = f"if no controller uses it: influx auth delete --id {one.id}"
                yield Step(what, "kept", f"may use other buckets; {remedy}")

    def _is_no_other(self, bucket_id: str) -> bool:
        """Whether it is a bucket of this site, or none at all any more."""
        return bucket_id in self.buckets or (
            bool(bucket_id) and self.operator.get(f"/api/v2/buckets/{bucket_id}") is None
        )

    def _prove(self) -> None:
        """Look that the token in the file may write: nothing is taken away before.

        Raises:
            Refused: It may not.
        """
        token = _content(self.config.influx_token_path) or ""
        for name in self.buckets.values():
            target = urlencode({"org": self.config.influx.org, "bucket": name})
            url = self.config.influx.url
            reply = request(url, token, f"/api/v2/write?{target}", body=b"")
            if reply.status != _STORED:
                said = (read_json(reply.body) or {}).get("message")
                raise Refused(
                    f"the new token may not write to bucket {name}",
                    f"HTTP {reply.status}: {said or 'without a reason'}; the one before stays",
                    "look at what InfluxDB says in its log, then: lighting influx setup",
                )

    def _ours(self) -> Iterator[_Token]:
        found = self.operator.get(_PATH, orgID=self.org_id) or {}
        for one in found.get("authorizations", ()):
            is_ours = one.get("description") == self._description and one.get("token")
            if is_ours and one.get("status") == "active":
                rights = frozenset(
                    (each["action"], _bucket_id(each["resource"])) for each in one["permissions"]
                )
                made_at = str(one.get("createdAt") or "unknown")
                yield _Token(str(one["id"]), str(one["token"]), made_at, rights)

    @property
    def _rights(self) -> Rights:
        return frozenset((action, id_) for id_ in self.buckets for action in ("read", "write"))

    @property
    def _description(self) -> str:
        return f"lighting controller of {self.config.site.name}"

    def _make(self) -> str:
        permissions = [
            {"action": action, "resource": {"type": "buckets", "id": id_, "orgID": self.org_id}}
            for action, id_ in sorted(self._rights)
        ]
        asked = {"orgID": self.org_id, "description": self._description, "permissions": permissions}
        return str(self.operator.send("POST", _PATH, asked)["token"])


def guard_file(path: Path, operator_token: str) -> None:
    """Look that a token can be written there and nothing else is lost by it.

    Raises:
        Refused: It is a folder, in none, or a file of something else: `tokens`, or what may be the
            only copy of the operator's token.
    """
    remedy = "write the name of a file of its own as [influx] token, such as influx.token"
    if path.is_dir() or not path.parent.is_dir():
        why = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise Refused(f"{path} can't hold the token", why, remedy)
    if path.exists() and len(path.read_bytes().split()) > 1:
        why = "it would be overwritten; nothing was changed"
        raise Refused(f"{path} holds something else than a token", why, remedy)
    if _content(path) == operator_token:
        why = "it would be overwritten, and InfluxDB shows it to nobody again"
        remedy = "move it to a file of its own, and name that: --operator-token-file FILE"
        raise Refused(f"{path} holds the operator token", why, remedy)


def _bucket_id(resource: Json) -> str:
    """The bucket's id; empty where it is about more than one bucket, or something else."""
    return str(resource.get("id") or "") if resource.get("type") == "buckets" else ""


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _close(path: Path) -> bool:
    """Let only its owner read a file; whether somebody else could before."""
    was_open = bool(path.stat().st_mode & 0o077)
    if was_open:
        path.chmod(0o600)
    return was_open


def _write_secret(path: Path, secret: str) -> None:
    """Put a secret into a file that nobody else could read at any moment, whole or not at all.

    Root writes it for the owner of the folder, who is the one to read it.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(new, folder.st_uid, folder.st_gid)
    new.replace(path)
