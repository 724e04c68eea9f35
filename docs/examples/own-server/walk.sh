#!/bin/sh
# The README's five minutes as a script: an own MCP server, its connector, its policy, a workflow, one approval.
# Needs a running stack (./countersign up --detach), curl, and a Python that has requirements.txt installed.
#
#   PYTHON=~/tickets/bin/python docs/examples/own-server/walk.sh [--data DIR]
#
# Set TICKETS_PORT where 8765 is taken. Ends with "walk: ok" and 0, or with a sentence and 1.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../../.." && pwd -P)
work=$(mktemp -d)
server=''
port=${TICKETS_PORT:-8765}

# The data folder comes after the command, since every command takes it.
countersign() { command=$1; shift; "${COUNTERSIGN:-$root/countersign}" "$command" ${data:+--data "$data"} "$@"; }
fail() { echo "walk: $*" >&2; exit 1; }
clean() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap clean EXIT
trap 'exit 1' INT TERM

data=''
if [ "${1:-}" = --data ]; then data=$2; fi

# One value of a JSON document on standard input, by a Python expression over `it`.
value() { "${PYTHON:-python3}" -c "import json, sys; it = json.load(sys.stdin); print($1)"; }

echo "walk: the server"
TICKETS_PORT=$port "${PYTHON:-python3}" "$here/tickets.py" >"$work/server.log" 2>&1 &
server=$!
tries=0
until curl -s -o "$work/answer" "http://127.0.0.1:$port/mcp"; do
  tries=$((tries + 1))
  [ "$tries" -le 120 ] && kill -0 "$server" 2>/dev/null || fail "the server did not start: $(cat "$work/server.log")"
  sleep 0.5
done

echo "walk: register connector, policy and workflow"
mkdir "$work/documents"
for document in connector policy workflow; do
  sed "s/127.0.0.1:8765/127.0.0.1:$port/" "$here/$document.yaml" >"$work/documents/$document.yaml"
done
countersign apply -f "$work/documents"

echo "walk: a run"
# The example of a real model makes later versions.
run=$(countersign run ticket-triage --workflow-version 1 --input '{"ticket_id": "t-1"}')
tries=0
while :; do
  state=$(countersign runs "$run" --json | value 'it["state"]')
  [ "$state" != running ] && break
  tries=$((tries + 1))
  [ "$tries" -le 60 ] || fail "run $run did not park"
  sleep 0.5
done
[ "$state" = parked ] || fail "run $run is $state, not parked: $(countersign runs "$run" --json)"

echo "walk: the approval"
approval=$(countersign approvals --as maya --run "$run" --json | value 'it["items"][0]["id"]')
if grep -q 'is now' "$work/server.log"; then fail "the server was written to before anybody approved"; fi
countersign approve "$approval" --as maya --yes

tries=0
while :; do
  state=$(countersign runs "$run" --json | value 'it["state"]')
  [ "$state" = completed ] && break
  tries=$((tries + 1))
  [ "$tries" -le 60 ] || fail "run $run is $state, not completed: $(countersign runs "$run" --json)"
  sleep 0.5
done
countersign runs "$run" --json | value 'it["output"]'
writes=$(grep -c 'is now' "$work/server.log") || true
[ "$writes" = 1 ] || fail "the server was written to $writes times, not once"
echo "walk: ok"
