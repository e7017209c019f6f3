#!/usr/bin/env bash
# Refreshes resources/translations/*.ts from the sources, always with the same arguments (no line numbers,
# sorted, so that merges stay readable), and lists what is not translated yet. Exit code 1 if something is.
#   packaging/translations.sh
set -euo pipefail
cd "$(dirname "$0")/.."

tools=(/usr/lib/qt6/bin/lupdate "$(command -v lupdate6 || true)" "$(command -v lupdate-qt6 || true)")
lupdate=
for tool in "${tools[@]}"; do
  if [ -n "$tool" ] && [ -x "$tool" ]; then lupdate=$tool; break; fi
done
[ -n "$lupdate" ] || { echo "translations.sh: lupdate of Qt 6 is missing (package qt6-l10n-tools)" >&2; exit 2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
missing=0
for file in resources/translations/*.ts; do
  language=$(basename "$file" .ts)
  plural=()
  [ "$language" = maskwright_en ] && plural=(-pluralonly)  # English needs its plural forms alone
  # It warns of much that is no matter here; what it says is shown where it fails.
  if ! "$lupdate" -silent "${plural[@]}" -I . -no-obsolete -locations none -no-ui-lines -source-language en_US \
    -target-language "${language#maskwright_}" ui app/desktop_main.cpp -ts "$file" 2>"$log"; then
    cat "$log" >&2
    echo "translations.sh: $file was not refreshed: $lupdate failed" >&2
    exit 2
  fi
  count=$(grep -c 'type="unfinished"' "$file" || true)
  echo "$file: $(grep -c '<message' "$file") texts, $count without a translation"
  if [ "$count" -gt 0 ]; then
    missing=1
    awk '/<name>/ { context = $0 } /<source>/ { source = $0 } /type="unfinished"/ { print context source }' "$file" |
      sed -E 's/<\/?(name|source)>/ /g; s/ +/ /g'
  fi
done
exit "$missing"
