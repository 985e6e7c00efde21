#!/usr/bin/env node
// Builds the npm packages: one for each system, which contains the program, and `factlint`, which starts it.
//
//   node npm/build.mjs BINARIES OUTPUT [SYSTEM...]
//
// BINARIES has the program of each target as `TARGET/factlint` (`factlint.exe` on Windows). The packages are written to
// OUTPUT as archives. With SYSTEMs, such as linux-x64, only their packages are built beside `factlint`.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** The target of each system, as Node.js names it: `process.platform`-`process.arch`. */
const TARGETS = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
  "win32-x64": "x86_64-pc-windows-msvc",
};

/** Returns the version in Cargo.toml. */
function version() {
  const found = /^version = "(.+)"$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"));
  if (found === null) {
    throw new Error("Cargo.toml has no version");
  }
  return found[1];
}

/** Returns the members that all packages share. */
function common(name, description) {
  return {
    name,
    version: version(),
    description,
    license: "MIT OR Apache-2.0",
    repository: { type: "git", url: "git+https://github.com/factlint/factlint.git" },
    preferUnplugged: true,
  };
}

/** Writes the package.json of a folder and packs the folder. */
function pack(folder, manifest, output) {
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    copyFileSync(join(ROOT, licence), join(folder, licence));
  }
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  // On Windows, npm is a script that needs a shell; all arguments are ours.
  const isWindows = process.platform === "win32";
  execFileSync("npm", ["pack", "--silent", "--pack-destination", output], { cwd: folder, stdio: "inherit", shell: isWindows });
}

function packProgram(system, binaries, output) {
  const file = system.startsWith("win32") ? "factlint.exe" : "factlint";
  const binary = join(binaries, TARGETS[system], file);
  if (!existsSync(binary)) {
    throw new Error(`${binary} does not exist`);
  }
  const folder = join(output, system);
  mkdirSync(folder, { recursive: true });
  copyFileSync(binary, join(folder, file));
  chmodSync(join(folder, file), 0o755);
  const [os, cpu] = system.split("-");
  const manifest = { ...common(`@factlint/${system}`, `The program of factlint for ${system}`), os: [os], cpu: [cpu], files: [file, "LICENSE-*"] };
  pack(folder, manifest, output);
}

function packLauncher(output) {
  const folder = join(output, "launcher");
  mkdirSync(join(folder, "bin"), { recursive: true });
  for (const file of ["README.md", "bin/factlint.js"]) {
    copyFileSync(join(ROOT, "npm/launcher", file), join(folder, file));
  }
  const manifest = {
    ...common("factlint", "A linter for facts"),
    bin: { factlint: "bin/factlint.js" },
    files: ["bin", "LICENSE-*"],
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(Object.keys(TARGETS).map((system) => [`@factlint/${system}`, version()])),
  };
  pack(folder, manifest, output);
}

const [binaries, output, ...systems] = process.argv.slice(2);
if (output === undefined || systems.some((system) => !(system in TARGETS))) {
  console.error(`usage: node npm/build.mjs BINARIES OUTPUT [SYSTEM...]; systems: ${Object.keys(TARGETS).join(", ")}`);
  process.exit(2);
}
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const system of systems.length > 0 ? systems : Object.keys(TARGETS)) {
  packProgram(system, resolve(binaries), resolve(output));
}
packLauncher(resolve(output));
