#!/bin/sh
# The main job on real files, in a throw-away book: `make demo`.
set -e
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CONTACTSCTL_DB="$folder/demo.db"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '$ contactsctl %s\n' "$*"; contactsctl "$@"; }

say "Four exporters: a phone of 2009, Apple, Google, German Outlook"
run import tests/data/phone-2009.vcf tests/data/apple.vcf tests/data/google.csv tests/data/outlook-de.csv --region DE

say "Everyone, and the same files again: nobody twice"
run list
run import tests/data/phone-2009.vcf tests/data/apple.vcf --region DE

say "Search is blind to case, accents and the way numbers are written"
run search "soren ostergard" --format compact
run list -q "(415) 555" --format compact
run lookup --phone "0221 123456" --region DE --format compact
run lookup "luk" --format mutt

say "Edit, by options and by a merge patch"
run edit lukasz@cobalt.example --job-title "Head of Buying" --add-tag renewal
printf '$ echo %s | contactsctl edit lukasz@cobalt.example --patch -\n' "'{\"nickname\": null}'"
echo '{"nickname": null}' | contactsctl edit lukasz@cobalt.example --patch -
run show lukasz@cobalt.example

say "To the trash and back"
run rm kaethe@nordwind.example
run trash list --format compact
run restore kaethe@nordwind.example

say "Out again: Apple's card as it came, and nothing lost in any file"
run export-vcard soren@fjord.example --photos none
for file in tests/data/phone-2009.vcf tests/data/apple.vcf; do run verify "$file"; done
