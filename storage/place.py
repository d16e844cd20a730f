"""Where things are kept: a SQLite file, or a database on a PostgreSQL server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

SCHEMES = ("postgresql://", "postgres://")
NO_ADDRESS = (
    "this is no PostgreSQL address (postgresql://user:password@host:5432/name; "
    "in a password @ is written %40, : %3A, / %2F)"
)
_PORTS = re.compile(r"[0-9,]*")


@dataclass(frozen=True)
class Server:
    """A database on a PostgreSQL server. Whatever shows it shows no password."""

    address: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError for what is no address."""
        self._parts()

    def __str__(self) -> str:
        parts = self._parts()
        user = f"{parts['user']}@" if parts.get("user") else ""
        port = f":{parts['port']}" if parts.get("port") else ""
        host, name = parts.get("host", "localhost"), parts.get("dbname", "")
        if host.startswith("/"):  # the folder of a socket
            return f"postgresql://{user}{port}/{name}?host={host}"
        return f"postgresql://{user}{host}{port}/{name}"

    def beside(self, name: str) -> Server:
        """Another database on the same server."""
        rest = {key: value for key, value in self._parts().items() if key != "dbname"}
        return Server(f"postgresql:///{quote(name)}?{urlencode(rest, quote_via=quote)}")

    @property
    def database(self) -> str:
        return self._parts().get("dbname", "")

    @property
    def password(self) -> str:
        return self._parts().get("password", "")

    def _parts(self) -> dict[str, str]:
        # Here and not above: whoever stays with SQLite does not wait for it at every start.
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        try:
            given = conninfo_to_dict(self.address)
        except ProgrammingError:  # its words may hold a part of the password
            raise ValueError(NO_ADDRESS) from None
        found = {name: str(value) for name, value in given.items() if value is not None}
        # A sign that was not written as %40 and the like makes something else of a password.
        if not _PORTS.fullmatch(found.get("port", "")) or "@" in found.get("host", ""):
            raise ValueError(NO_ADDRESS)
        if "@" in found.get("dbname", ""):
            raise ValueError(NO_ADDRESS)
        return found


Place = Path | Server


def is_server(text: str) -> bool:
    return text.startswith(SCHEMES)
