// Runs every test suite and ends with one line over all of them: N passed, N failed, N skipped.
// node build/test.js [--pwsh <PowerShell>] [--module <manifest of the module under test>]
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUpEmulator } from './setup.js';

const { values: options } = parseArgs({ options: { pwsh: { type: 'string' }, module: { type: 'string' } } });

const suites = [
  {
    name: 'emulator (node --test)',
    command: [process.execPath, '--test', '--test-reporter=spec'],
    cwd: join(root, 'emulator'),
    count: (text) => ({
      passed: last(text, /^. pass (\d+)$/gm),
      failed: last(text, /^. fail (\d+)$/gm) + last(text, /^. cancelled (\d+)$/gm),
      skipped: last(text, /^. skipped (\d+)$/gm) + last(text, /^. todo (\d+)$/gm),
    }),
  },
  {
    name: 'client (xunit)',
    command: ['dotnet', 'test', join('tests', 'Panther.Client.Tests'), '-c', 'Release', '--nologo', '-v', 'quiet'],
    count: (text) => ({
      passed: last(text, /Passed: +(\d+)/g),
      failed: last(text, /Failed: +(\d+)/g),
      skipped: last(text, /Skipped: +(\d+)/g),
    }),
  },
];

const notes = [];
if (options.pwsh) {
  suites.push({
    name: 'cmdlets (Pester)',
    command: [options.pwsh, '-NoProfile', '-NonInteractive', '-File', join('build', 'pester.ps1'), ...(options.module ? ['-Module', options.module] : [])],
    count: (text) => ({
      passed: last(text, /^Pester: (\d+) passed/gm),
      failed: last(text, /^Pester: .* (\d+) failed/gm),
      skipped: last(text, /^Pester: .* (\d+) skipped/gm),
    }),
    missing: 3,
  });
} else {
  notes.push('The Pester suite was skipped: there is no PowerShell 7.4 or newer on this machine.');
}

setUpEmulator();

// Side by side: most of the time the suites wait, for servers that are made to be slow and for processes to start.
console.log(`Running ${suites.map((suite) => suite.name).join(', ')} ...`);
const total = { passed: 0, failed: 0, skipped: 0 };
await Promise.all(suites.map(async (suite) => {
  const { code, text } = await run(suite.command, suite.cwd ?? root);
  console.log(`\n=== ${suite.name}\n${text}`);
  if (code === suite.missing) {
    notes.push('The Pester suite was skipped: Pester 5 is neither installed nor to be had from the PowerShell Gallery.');
    return;
  }

  const counts = suite.count(text);
  if (code !== 0 && counts.failed === 0) {
    // It ended before it could count: a build error, or a crash.
    counts.failed = 1;
  } else if (code === 0 && counts.passed === 0) {
    notes.push(`The suite ${suite.name} ran no test.`);
    counts.failed = 1;
  }

  for (const key of Object.keys(total)) {
    total[key] += counts[key];
  }
}));

console.log();
notes.forEach((note) => console.log(note));
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** The number in the last match; 0 where there is none. */
function last(text, pattern) {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

/** Runs a command and keeps what it prints, without the colours, which would stand between a line's beginning and its text. */
function run([file, ...args], cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, text: text.replace(/\u001b\[[0-9;]*m/g, '') }));
  });
}
