#!/usr/bin/env bash
# One check with all its outputs, for action.yml.  Inputs are BASE, CATALOGUE, REPORT_ONLY and SARIF;
# GitHub gives RUNNER_TEMP, GITHUB_OUTPUT and GITHUB_STEP_SUMMARY.
set -uo pipefail

bin=${LEANCAT_BIN:-$RUNNER_TEMP/leancat/bin}
result=$RUNNER_TEMP/leancat.json
arguments=(--format github --also "json=$result" --also "markdown=$GITHUB_STEP_SUMMARY")
[ -n "${BASE:-}" ] && arguments+=("--base=$BASE")
[ -n "${CATALOGUE:-}" ] && arguments+=("--catalogue=$CATALOGUE")
[ "${REPORT_ONLY:-false}" = true ] && arguments+=(--report-only)
[ -n "${SARIF:-}" ] && arguments+=(--also "sarif=$SARIF")

rm -f "$result"
"$bin/leancat" check "${arguments[@]}"
code=$?

if [ -f "$result" ]; then
  # -I: without it Python looks for modules here first, in the tree that is checked
  "$bin/python" -I - "$result" >>"$GITHUB_OUTPUT" <<'PYTHON'
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    summary = json.load(file)["summary"]
if summary["complete"]:
    for name in ("covered", "total", "checked", "new", "stale", "headline"):
        print(f"{name}={summary[name]}")
PYTHON
fi
exit "$code"
