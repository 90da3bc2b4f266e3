// Bundles the style sheet and the script, and copies what is served or printed as it is.
import { build } from "esbuild";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const packages = join(here, "node_modules");

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "fonts"), { recursive: true });
await build({
  entryPoints: ["app.css", "app.js", "visit.js", "visit-worker.js"].map((name) => join(here, "src", name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome110", "firefox110", "safari16"],
  legalComments: "inline",
  logLevel: "warning",
});
await cp(join(packages, "htmx.org", "dist", "htmx.min.js"), join(out, "htmx.min.js"));

// Static faces for the PDFs; pages use the fonts of the reader's machine.
for (const [family, face] of [["sans", "NotoSansJP"], ["serif", "NotoSerifJP"]]) {
  for (const weight of ["400Regular", "700Bold"]) {
    const file = `${face}_${weight}.ttf`;
    const source = join(packages, "@expo-google-fonts", `noto-${family}-jp`, weight, file);
    await cp(source, join(out, "fonts", file));
  }
  const licence = join(packages, "@expo-google-fonts", `noto-${family}-jp`, "LICENSE_FONT");
  await cp(licence, join(out, "fonts", `${face}-LICENSE.txt`));
}
