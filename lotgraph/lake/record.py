"""The record beside a table: which bytes are current and exactly what they were made from."""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from lotgraph.errors import ContractError, DamagedTableError


@dataclass(frozen=True, order=True)
class Upstream:
    """One upstream partition that was read, and the data version it had at that moment."""

    table: str
    partition: str
    data_version: str | None  # None: looked for, and not there


@dataclass(frozen=True)
class Origin:
    """What a table was made from besides other tables.

    Attributes:
        code_version: version of the code that made it.
        config: every setting that could change the result, by name.
        models: sha256 of each model used, by name.
        sources: one hash over the raw files read (see `lotgraph.landing`), "" for none.
        previews: content hashes of the pictures shown with it.
    """

    code_version: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    sources: str = ""
    previews: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """Which bytes are current in a partition: as much of its record as reading them takes."""

    table: str
    partition: str
    data_version: str
    rows: int
    contract_version: int
    contract_fingerprint: str

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Version":
        """The part of a record's fields that says so.

        Raises:
            ValueError: if they are none; or KeyError, or TypeError.
        """
        return cls(
            fields["table"],
            fields["partition"],
            _sha256(fields["data_version"]),
            int(fields["rows"]),
            int(fields["contract_version"]),
            sys.intern(fields["contract_fingerprint"]),  # one of few in very many records
        )

    @property
    def file_name(self) -> str:
        """Name of the Parquet file; content decides it."""
        return f"{self.data_version}.parquet"


@dataclass(frozen=True)
class Record(Version):
    """What stands in `record.json`: no clock time, no run id. Same input, same bytes."""

    upstream: tuple[Upstream, ...]
    origin: Origin

    @property
    def config_hash(self) -> str:
        """Sixteen hex digits of the configuration used."""
        text = json.dumps(self.origin.config, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def encode(self) -> bytes:
        """The record as JSON bytes; equal records give equal bytes.

        Raises:
            ContractError: if the configuration holds a thing that JSON does not say the same
                way each time.
        """
        content = asdict(self) | {"config_hash": self.config_hash}
        return json.dumps(content, sort_keys=True, indent=1, default=_plain).encode()

    @classmethod
    def decode(cls, content: bytes, where: str) -> "Record":
        """Read a record back.

        Raises:
            DamagedTableError: if it is not a record.
        """
        try:
            fields = json.loads(content)
            fields.pop("config_hash")
            fields["data_version"] = _sha256(fields["data_version"])
            fields["upstream"] = tuple(Upstream(**u) for u in fields["upstream"])
            origin = fields["origin"]
            fields["origin"] = Origin(**origin | {"previews": tuple(origin["previews"])})
            return cls(**fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DamagedTableError(
                f"{where} is no record of a table ({error}); materialise the partition again"
            ) from error


def _sha256(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):  # it names a file
        raise ValueError(f"{text!r} is no sha256")
    return text


def _plain(value: object) -> str:
    if isinstance(value, date | timedelta | PurePath):
        return str(value)
    raise ContractError(
        f"a record holds text, numbers, lists and mappings; got {type(value).__name__} {value!r}"
    )
