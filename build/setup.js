// What the emulator needs before it can run: its packages, as its lock file has them.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs the emulator's packages where they are missing or older than the lock file. */
export function setUpEmulator() {
  const emulator = join(root, 'emulator');
  const installed = join(emulator, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(emulator, 'package-lock.json')).mtimeMs) {
    return;
  }

  // npm is a script on Windows, which only a shell can start.
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: emulator,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUpEmulator();
}
