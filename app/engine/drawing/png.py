"""An SVG as PNG, by a headless browser where the machine has one."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from app.engine.drawing.document import DrawingError
from app.law.text import Text

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 60


def to_png(svg: str, path: Path, *, scale: float = 1.0) -> None:
    """Write the picture to `path`; raises DrawingError where there is no browser or it fails."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise DrawingError(
            Text(
                "PNGにするためのchromiumがありません。「apt install chromium」で入れるか、SVGのまま使ってください。",
                "There is no chromium to make a PNG. Install it with `apt install chromium`, or use the SVG.",
            )
        )
    width, height = (_pixels(svg, key) for key in ("width", "height"))
    target = Path(path).resolve()
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        style = "<style>body{margin:0;background:#fff}svg{display:block}</style>"
        page.write_text(f"<!doctype html><meta charset='utf-8'>{style}{svg}", encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={scale:g}",
            f"--window-size={width},{height}",
            f"--screenshot={target}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - fixed words, our own file
        except subprocess.TimeoutExpired as error:
            raise _failed(f"{SECONDS} s") from error
    if done.returncode or not target.exists():
        raise _failed(done.stderr.decode(errors="replace").strip()[-300:])


def _pixels(svg: str, key: str) -> int:
    found = re.search(rf'<svg[^>]*?\s{key}="([\d.]+)"', svg)
    if found is None:
        raise DrawingError(
            Text(
                f"SVGに{key}がありません。「to_svg」で作り直してください。",
                f"The SVG has no {key}. Make it again with `to_svg`.",
            )
        )
    return int(float(found.group(1)) + 0.999)


def _failed(reason: str) -> DrawingError:
    return DrawingError(
        Text(
            f"chromiumがPNGを作れませんでした（{reason}）。SVGのまま使ってください。",
            f"Chromium could not make the PNG ({reason}). Use the SVG instead.",
        )
    )
