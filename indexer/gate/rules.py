"""The rules of `leancat check`: a stable id each, how much it weighs, and what to do about it.

One table, read by the gate, by every output format and by the test that holds docs/rules.md to it.
An id never changes its meaning; a rule that is no longer wanted keeps its line in the docs.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.gate.records import Level


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One thing the gate can find. `title` and `way_out` are single sentences for people; DECL,
    CLAIM and PATH in a way out stand for the name in question."""

    id: str
    title: str
    way_out: str
    level: Level = Level.ERROR


_TABLE = (
    FindingRule(
        "leanok-false",
        "A proof is marked as done, and rests on a sorry or an axiom",
        "prove it, or take the mark away; leancat show CLAIM says what it rests on",
    ),
    FindingRule(
        "name-missing",
        "A source names a declaration that is not there",
        "correct the name in the source; leancat find WORDS lists what there is",
    ),
    FindingRule(
        "mathlibok-own",
        "What is marked as part of Mathlib is declared by the project itself",
        "write \\leanok in place of \\mathlibok, or name Mathlib's own declaration",
        Level.WARNING,
    ),
    FindingRule(
        "leanok-missing",
        "A theorem is proved in Lean, and the source does not say so",
        "add \\leanok to its proof",
        Level.NOTE,
    ),
    FindingRule(
        "challenge-differs",
        "A Challenge states a theorem in other words than its Solution",
        "read both; where they say the same, write them alike",
    ),
    FindingRule(
        "definition-hole",
        "A Challenge leaves a definition to its Solution",
        "read the definition in the Solution: nothing else tells what it is",
        Level.NOTE,
    ),
    FindingRule(
        "answer-repeats",
        "The term in answer(…) is the question itself",
        "answer it, or write answer(sorry)",
        Level.WARNING,
    ),
    FindingRule(
        "uses-missing",
        "A claim uses another one, and no \\uses says so",
        "add the label to \\uses",
        Level.NOTE,
    ),
    FindingRule(
        "uses-extra",
        "\\uses names a claim to which no name in the sources leads",
        "take the label out of \\uses, if the proof has another way now",
        Level.NOTE,
    ),
    FindingRule(
        "source-unread",
        "Part of a source of claims could not be read",
        "mend the source at the place named",
    ),
    FindingRule(
        "new-sorry",
        "A declaration holds a sorry that nobody accepted",
        "prove it, or tolerate it with a reason: leancat accept DECL --reason TEXT",
    ),
    FindingRule(
        "new-axiom",
        "A declaration is an axiom that nobody accepted",
        "prove it, or tolerate it with a reason: leancat accept DECL --reason TEXT",
    ),
    FindingRule(
        "new-trust",
        "A declaration asks to trust compiled code or switches a check off",
        "use a kernel-checked proof, or tolerate it: leancat accept DECL --reason TEXT",
    ),
    FindingRule(
        "hollow-statement",
        "A claim rests on a statement that says less than it seems",
        "state what the claim says, or tolerate it: leancat accept DECL --reason TEXT",
    ),
    FindingRule(
        "statement-changed",
        "The statement behind a reviewed claim is no longer the one that was reviewed",
        "read the change and review the claim again: leancat review CLAIM --by WHO",
    ),
    FindingRule(
        "definition-changed",
        "A definition that a reviewed statement depends on has changed",
        "read the change and review the claim again: leancat review CLAIM --by WHO",
    ),
    FindingRule(
        "open-changed",
        "Another namespace is open around a statement whose words are the same",
        "read what the names of other packages mean there now; a build and leancat evidence tell",
        Level.WARNING,
    ),
    FindingRule(
        "claim-changed",
        "A reviewed claim's own words, or the list of what backs it, have changed",
        "read the change and review the claim again: leancat review CLAIM --by WHO",
    ),
    FindingRule(
        "claim-reworded",
        "The title of a reviewed claim, or its place in a paper, has changed",
        "read the change and review the claim again: leancat review CLAIM --by WHO",
        Level.WARNING,
    ),
    FindingRule(
        "reviewed-anew",
        "What was reviewed has changed, and was reviewed again in the same change",
        "read the new statement before you merge: leancat show CLAIM",
        Level.WARNING,
    ),
    FindingRule(
        "review-objects",
        "Somebody who read a claim says that its Lean statement is not what it says",
        "correct the one or the other and review it again, or answer: "
        "leancat review CLAIM --by WHO --answers READER --note TEXT",
    ),
    FindingRule(
        "review-lost",
        "The review of a claim is gone, so that a change of its statement would go unseen",
        "bring the pin back, or review the claim again: leancat review CLAIM --by WHO",
    ),
    FindingRule(
        "coverage-lost",
        "A claim that was covered is not covered any more",
        "mend its proof; leancat show CLAIM says what it rests on",
    ),
    FindingRule(
        "claim-removed",
        "A claim left the catalogue without a trace",
        "retract it with a reason (lifecycle: retracted), or list the old id under aliases",
    ),
    FindingRule(
        "claim-merged",
        "A claim has become a former name of another claim",
        "keep it, or retract it with a reason, unless the two say the same",
        Level.WARNING,
    ),
    FindingRule(
        "claim-withdrawn",
        "A claim that counted is retracted, or a draft again",
        "nothing, if that is meant: it is told so that nobody misses it",
        Level.WARNING,
    ),
    FindingRule(
        "claim-returned",
        "A claim that was retracted counts again",
        "read why it was retracted before you merge: leancat show CLAIM",
        Level.WARNING,
    ),
    FindingRule(
        "claim-unsettled",
        "A claim that was covered may rest on something, and text cannot tell",
        "build and run leancat evidence, which settles it; --strict makes this fail",
        Level.WARNING,
    ),
    FindingRule(
        "backing-changed",
        "Less is asked of what backs a claim than before",
        "read what backs it now: leancat show CLAIM",
        Level.WARNING,
    ),
    FindingRule(
        "backing-missing",
        "A claim names a declaration that is not there",
        "correct the name; leancat find WORDS lists what there is",
    ),
    FindingRule(
        "backing-ambiguous",
        "A claim names a declaration that several projects or modules hold",
        "name the project beside the declaration, or give the full name",
    ),
    FindingRule(
        "backing-unbuilt",
        "A claim is backed by a declaration that Lean never sees",
        "import its module from a library root, or move it before #exit",
    ),
    FindingRule(
        "evidence-stale",
        "The compiler's record was made from other sources than these, or by another Lean",
        "build again and run leancat evidence",
    ),
    FindingRule(
        "evidence-contradicts",
        "The compiler's record and the text say different things of a declaration",
        "read the declaration with leancat show; when in doubt the record is right",
    ),
    FindingRule(
        "replay-contradicts",
        "Another checker's report of exactly these sources says otherwise",
        "read the declaration with leancat show, and run the checker again",
    ),
    FindingRule(
        "replay-stale",
        "Another checker's report is of other sources, or was edited; it counts for nothing",
        "run the checker again and import its report: leancat evidence --replayed FILE",
        Level.WARNING,
    ),
    FindingRule(
        "registered-moved",
        "A theorem that a registry has says something else here by now, or is gone",
        "register it again, or bring the statement back; leancat register ENTRY keeps a new entry",
        Level.WARNING,
    ),
    FindingRule(
        "rests-elsewhere",
        "A claim rests on a sorry or an axiom in a package or in another repository",
        "name another proof or a later commit, or write an obstacle; leancat show CLAIM tells",
    ),
    FindingRule(
        "proof-link",
        "A link to a formal proof leads nowhere in the repository that it names",
        "correct the path or the line, best at a fixed commit; leancat fetch --links brings them",
        Level.WARNING,
    ),
    FindingRule(
        "stated-number",
        "A number on a hub page or in formalization.yaml is not so, or cannot be filled",
        "write what is true now with leancat hubs --write",
    ),
    FindingRule(
        "unmarked-number",
        "A hub page has a number about proofs that stands in no mark",
        "put a mark around it with leancat hubs --mark, or a mark that says ignore",
        Level.WARNING,
    ),
    FindingRule(
        "hub-link",
        "A hub page, or a link on it, leads nowhere",
        "correct the link; leancat find WORDS lists what there is",
    ),
    FindingRule(
        "locator",
        "A claim's place in a paper is not found in the paper's hub",
        "mend the locator, or write the place into the hub",
    ),
    FindingRule(
        "preregistration",
        "A document that was fixed by its hash is missing or has changed",
        "bring the registered document back; a new one is a new registration",
    ),
    FindingRule(
        "baseline-stale",
        "The baseline tolerates something that is no longer there",
        "good news; drop the entry with leancat prune",
    ),
    FindingRule(
        "baseline-expired",
        "The date up to which something is tolerated has passed",
        "prove it, or accept it anew: leancat accept DECL --reason TEXT --until DATE",
    ),
    FindingRule(
        "terms-changed",
        "The configuration allows what it did not allow before",
        "read the change of leancat.toml before you merge",
        Level.WARNING,
    ),
    FindingRule(
        "toolchain-changed",
        "The project is built by another owner's Lean",
        "go back to leanprover's, or change the toolchain on the main branch, where people look",
    ),
    FindingRule(
        "dependency-moved",
        "A package comes from another place than before",
        "read where it comes from now before you merge",
        Level.WARNING,
    ),
    FindingRule(
        "catalogue-invalid",
        "The catalogue or its baseline cannot be read",
        "mend the file at the place named; until then nothing else can be said",
    ),
    FindingRule(
        "scanned-less",
        "Less was scanned than before",
        "bring the files back into a library, or remove them from the repository",
    ),
    FindingRule(
        "parse-failure",
        "Part of a file was not understood, so that a sorry could hide in it",
        "write it plainly, or tolerate it: leancat accept PATH --reason TEXT",
    ),
    FindingRule(
        "scan-incomplete",
        "A file could not be read, so that the check can say neither yes nor no",
        "make the file readable (UTF-8, permissions, submodule) and check again",
    ),
)

RULES: dict[str, FindingRule] = {rule.id: rule for rule in _TABLE}
"""Every rule by its id, in the order in which findings are shown."""
