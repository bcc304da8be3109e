#!/usr/bin/env bash
# The project's commands where the shell is not PowerShell: ./build.sh demo, ./build.sh test, and every task of build.ps1.
# It hands over to build.ps1; without a PowerShell it runs what needs none.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

for tool in dotnet node npm; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: this needs the .NET SDK 10 and Node.js 20 or newer." >&2; exit 1; }
done

# A PowerShell of the right age: pwsh on the PATH, else the .NET tool that .config/dotnet-tools.json pins.
is_new_enough() {
  "$@" -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt [version]"7.4")' >/dev/null 2>&1
}

pwsh=()
if is_new_enough pwsh; then
  pwsh=(pwsh)
elif dotnet tool restore >/dev/null 2>&1 && is_new_enough dotnet tool run pwsh --; then
  pwsh=(dotnet tool run pwsh --)
fi

if [ ${#pwsh[@]} -gt 0 ]; then
  exec "${pwsh[@]}" -NoProfile -File build.ps1 "$@"
fi

# macOS has a bash that cannot lower case itself.
task=$(printf %s "${1:-build}" | tr '[:upper:]' '[:lower:]')
case "$task" in
  test)
    exec node build/test.js
    ;;
  demo)
    echo "There is no PowerShell 7.4 or newer on this machine: this tour calls the client library that the cmdlets stand on."
    node build/setup.js
    exec dotnet run --project demo/Tour -c Release -v quiet
    ;;
  build)
    exec dotnet build -c Release
    ;;
  *)
    echo "The task '$task' needs PowerShell 7.4 or newer on the PATH." >&2
    exit 1
    ;;
esac
