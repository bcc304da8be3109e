#!/usr/bin/env bash
# The project's commands where the shell is not PowerShell: ./build.sh demo, ./build.sh test, and every task of build.ps1.
# It finds a PowerShell, or restores the one that .config/dotnet-tools.json pins, and hands over to build.ps1.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

command -v dotnet >/dev/null || { echo "dotnet is missing: this needs the .NET SDK 10." >&2; exit 1; }

# Why there is no PowerShell yet, in the words of what was tried.
reasons=()

# Whether a command is a PowerShell of the right age.
is_powershell() {
  local answer
  if ! answer=$("$@" -NoProfile -NonInteractive -Command '"$($PSVersionTable.PSVersion)"; exit [int]($PSVersionTable.PSVersion -lt "7.4")' 2>&1); then
    reasons+=("'$*' is not PowerShell 7.4 or newer; it says: $answer")
    return 1
  fi
}

restore_tool() {
  local answer
  if ! answer=$(dotnet tool restore 2>&1); then
    reasons+=("'dotnet tool restore' failed; it says: $answer")
    return 1
  fi
}

if ! command -v pwsh >/dev/null; then
  reasons+=("There is no pwsh on the PATH.")
elif is_powershell pwsh; then
  exec pwsh -NoProfile -File build.ps1 "$@"
fi

if restore_tool && is_powershell dotnet tool run pwsh --; then
  exec dotnet tool run pwsh -- -NoProfile -File build.ps1 "$@"
fi

echo "This needs PowerShell 7.4 or newer, and neither the PATH nor the .NET tool of .config/dotnet-tools.json has one:" >&2
printf -- '- %s\n' "${reasons[@]}" >&2
exit 1
