#!/usr/bin/env bash
# One comment on a pull request, for action.yml.  Inputs are BASE, CATALOGUE and TOKEN; GitHub gives
# the rest.  Whatever goes wrong here is told and fails nothing: the check has spoken already.
set -uo pipefail

bin=${LEANCAT_BIN:-$RUNNER_TEMP/leancat/bin}
text=$RUNNER_TEMP/leancat-comment.md
if [ -z "${BASE:-}" ]; then
  echo "::notice::leancat posts a comment only where the input base names a revision"
  exit 0
fi
arguments=("$BASE" --format comment --output "$text")
[ -n "${CATALOGUE:-}" ] && arguments+=("--catalogue=$CATALOGUE")

rm -f "$text"
if ! "$bin/leancat" diff "${arguments[@]}"; then
  echo "::notice::leancat has nothing to comment: what changed could not be told"
  exit 0
fi
# -I: without it Python looks for modules here first, in the tree that is checked
"$bin/python" -I "$ACTION/action_comment.py" "$text" || echo "::notice::no comment was posted"
exit 0
