"""`python -m tests.known_holes`: whether a package we pin has a known vulnerability (pip-audit).

Without a way to the database (osv.dev) it says so and lets the check pass: it tells of the world
outside, not of this checkout. One question to one database; the package index is not asked.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

DATABASE = "https://api.osv.dev/v1/query"
PATIENCE_S, LONGEST_S = 2.0, 60.0
PINNED = Path(__file__).parent.parent / "constraints.txt"


def can_be_reached(host: str = "api.osv.dev", port: int = 443) -> bool:
    """Within two seconds: asking for a name may hang much longer where there is no network."""
    reached = threading.Event()

    def knock() -> None:
        try:
            socket.create_connection((host, port), PATIENCE_S).close()
        except OSError:
            return
        reached.set()

    knocking = threading.Thread(target=knock, daemon=True)
    knocking.start()
    knocking.join(PATIENCE_S)
    return reached.is_set()


def asked(pinned: Path, database: str = DATABASE) -> list[str] | None:
    """What pip-audit finds, a line each; None when it got no answer."""
    told = ("--format=json", "--progress-spinner=off", "--timeout=5")
    where = ("--vulnerability-service=osv", f"--osv-url={database}")
    what = (f"--requirement={pinned}", "--require-hashes", "--disable-pip")
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pip_audit", *told, *where, *what],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        packages = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return [
        f"{package['name']} {package['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for package in packages
        for hole in package.get("vulns", ())
    ]


def main() -> int:
    holes = asked(PINNED) if can_be_reached() else None
    if holes is None:
        sys.stdout.write("known vulnerabilities: skipped, osv.dev cannot be reached\n")
        return 0
    for hole in holes:
        sys.stdout.write(f"{hole}\n")
    if not holes:
        sys.stdout.write("known vulnerabilities: none\n")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
