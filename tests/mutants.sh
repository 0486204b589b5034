#!/usr/bin/env bash
# Changes that no test may let pass: each is applied alone to a copy of the sources, built, and the tests that are about it
# must fail. Prints which are noticed and which survive; exit code 1 when one survives. ./dev mutants; about a quarter of an
# hour where ccache knows the unchanged tree.
#   tests/mutants.sh [NAME...]    only these
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd -P)
TREE=$ROOT/build/mutants/tree
BUILD=$TREE/build/release  # where the tree itself builds: to ccache the unchanged files are the same

# name | file | sed expression | what must fail: targets to build, then a command in the build's tests folder
# shellcheck disable=SC2016  # $E2E is put in later
MUTANTS='
promise-day|src/desk/letter_facts.cc|s/return {p.amount, p.due, plan_made(p),/return {p.amount, plan_made(p), plan_made(p),/|dunmail|$E2E/response.py
edit-guard|src/planning/edit.cc|s/if (row_.state != LetterState::drafted \&\& row_.state != LetterState::held \&\& row_.state != LetterState::approved)/if (false)/|test_cli|./test_cli "a letter that leaves while*,what cannot be changed*"
lease-renewal|src/sending/sender.cc|s/SenderMark::lease \/ 4/SenderMark::lease * 4/|test_cli|./test_cli "a sender whose letters take long*"
fresh-look|src/sending/sender_intents.cc|s/fresh{30}/fresh{108000}/|dunmail|$E2E/faults.py Clocks
answers-to-a-letter|src/intake/response_answer.cc|s/answers_at_most = 40/answers_at_most = 4000/|test_cli|./test_cli "forty answers*"
days-believed|src/intake/take_report.cc|s/believed_at_most{14}/believed_at_most{1400}/|dunmail|$E2E/comes_back.py Believed
law-of-the-lump-sum|src/policy/letter_charges.cc|s/out_.fees_basis = demand_.regime->lump_law;//|test_policy|./test_policy
stacks-and-limits|src/store/outbox_store.cc|s/print:%/nothing:%/|test_store|./test_store "what is printed*"
message-id-case|src/wire/token.cc|s/const std::string token = lower_ascii(text);/const std::string token(text);/|test_wire|./test_wire
messages-a-connection|src/wire/smtp_session.h|s/messages_per_connection = 1000/messages_per_connection = 10000/|test_wire test_dispatch|sh -c "./test_wire \&\& ./test_dispatch"
forwarded-for|src/http/http_server.cc|s/forwarded_for.rfind/forwarded_for.find/|test_cli|./test_cli "*proxy*,*source*,*address*"
deadline-grace|src/policy/tier_conditions.cc|s/Days(tier_.deadline_grace_days + 1)/Days(1)/|test_policy|./test_policy
'

wanted() {  # NAME, the names asked for
  local name=$1 each
  shift
  [ $# -gt 0 ] || return 0
  for each in "$@"; do [ "$each" != "$name" ] || return 0; done
  return 1
}

prepare() {
  mkdir -p "$ROOT/build/mutants"
  rm -rf "$TREE"
  mkdir -p "$TREE"
  cd "$ROOT"
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$TREE" 2>/dev/null || true
  export CCACHE_BASEDIR=$TREE
  (cd "$TREE" && cmake --preset release >/dev/null)
}

# shellcheck disable=SC2086  # several targets
build() { cmake --build "$BUILD" --parallel "$(nproc)" --target $1 >"$ROOT/build/mutants/log" 2>&1; }

main() {
  local name file change targets command survivors=0 E2E
  prepare
  E2E="python3 -B $TREE/tests/end_to_end"
  export DUNMAIL_PROGRAM=$BUILD/dunmail
  while IFS='|' read -r name file change targets command; do
    if [ -z "$name" ] || ! wanted "$name" "$@"; then continue; fi
    command=${command//\$E2E\//$E2E/}
    cp "$TREE/$file" "$ROOT/build/mutants/before"
    build "$targets" || { echo "$name: the unchanged tree does not build"; exit 2; }
    if ! (cd "$BUILD/tests" && bash -c "$command") >"$ROOT/build/mutants/log" 2>&1; then
      echo "$name: its tests fail without the change (build/mutants/log)"
      exit 2
    fi
    sed -i "$change" "$TREE/$file"
    if cmp -s "$TREE/$file" "$ROOT/build/mutants/before"; then
      echo "$name: the change is none any more: $file"
      exit 2
    fi
    build "$targets" || { echo "$name: does not build"; exit 2; }
    if (cd "$BUILD/tests" && bash -c "$command") >"$ROOT/build/mutants/log" 2>&1; then
      echo "$name: SURVIVES"
      survivors=$((survivors + 1))
    else
      echo "$name: noticed"
    fi
    cp "$ROOT/build/mutants/before" "$TREE/$file"
  done <<<"$MUTANTS"
  [ "$survivors" = 0 ]
}

main "$@"
