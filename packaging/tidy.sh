#!/usr/bin/env bash
# clang-tidy over the given files, or over all sources that the build knows:
#   packaging/tidy.sh [FILE...]        BUILD=build-x for another build folder
# clang 14 can't read gcc's precompiled headers and stumbles over LibTorch's own headers: in files
# that include them its complaints about the language are left out, the checks run all the same.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v clang-tidy >/dev/null || { echo "tidy.sh: clang-tidy is missing (apt-get install clang-tidy)" >&2; exit 1; }
build=${BUILD:-build}
database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
sed -E 's# -Winvalid-pch##; s# -include [^ ]*cmake_pch\.hxx##' "$build/compile_commands.json" >"$database/compile_commands.json"
if [ "$#" -eq 0 ]; then
  mapfile -t files < <(git ls-files 'app/*.cpp' 'core/*.cpp' 'ui/*.cpp' 'tests/*.cpp')
else
  files=("$@")
fi
failed=0
for file in "${files[@]}"; do
  findings=$(clang-tidy -p "$database" --quiet "$file" 2>/dev/null | grep -E "^$PWD/[^ ]+ (warning|error):" | sort -u || true)
  if grep -q "/$file\"" <(grep '/torch/' "$database/compile_commands.json"); then
    findings=$(grep -v 'clang-diagnostic-error' <<<"$findings" || true)
  fi
  [ -z "$findings" ] || { echo "$findings"; failed=1; }
done
exit "$failed"
