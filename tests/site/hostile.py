"""A catalogue and sources in which every text is an attack: on HTML, on paths, on formats."""

from __future__ import annotations

from dataclasses import replace

from indexer.base.places import Place
from indexer.claims.records import (
    Config,
    Family,
    Lifecycle,
    Obstacle,
    Paper,
    PaperRef,
    Preregistration,
)
from indexer.history.changes import Changes, ClaimChange, Moved, Reworded
from indexer.history.records import Counts, Coverage, Point, Release
from indexer.history.told import Step, Told
from indexer.judge.records import Drift, Standing, Tally, WitnessStep
from indexer.lean.records import Diagnostic
from indexer.scan.records import Ref, Unread
from indexer.site.facts import Beside, SiteInput
from tests.site import example

SCRIPT = "<script>window.pwned=1</script>"
ATTRIBUTE = "\"'><img src=x onerror=window.pwned=1>"
LINK = "[click](javascript:window.pwned=1) <javascript:window.pwned=1>"
PICTURE = "![p](http://evil.example/x.png)"
TEX = (
    r"$\href{javascript:window.pwned=1}{x}$ $\text{</math><script>window.pwned=1</script>}$ "
    r"$\unicode{x3c}script$ $&lt;script&gt;$ $x</script><script>window.pwned=1</script>$ "
    r"$\style{background:url(http://evil.example)}{x}$"
)
ENTITY = "&lt;script&gt; &#60;script&#62; ]]> <!-- --> <![CDATA[ {{ 7*7 }} {% raw %}"
EVIL = f"{SCRIPT} {ATTRIBUTE} {LINK} {PICTURE} {TEX} {ENTITY}"
PATH = "../../../../etc/passwd"
CONTROL = "bell \x07 nul-free \u202e right to left \ufeff"

SOURCES = {
    "A/B.lean": f'''\
/-! {EVIL} -/
namespace «<script>window.pwned=1</script>»
/-- {EVIL} -/
theorem «../../../../etc/passwd» : 1 = 1 := rfl
/-- {LINK} -/
theorem «" onmouseover="window.pwned=1» : 1 = 1 := by
  sorry -- {EVIL}
theorem «javascript:window.pwned=1» : "{SCRIPT}" = "" :=
  «" onmouseover="window.pwned=1»
theorem A : 1 = 1 := rfl
theorem a : 1 = 1 := rfl
theorem con : 1 = 1 := rfl
theorem {"very" * 80}_long : 1 = 1 := rfl
theorem {"N" * 10_000} : 1 = 1 := rfl
theorem «</script><script>window.pwned=1</script>» : 1 = 1 := rfl
theorem «con.html» : 1 = 1 := rfl
theorem «CON.html» : 1 = 1 := rfl
theorem «#f?q=1&%2e%2e%2f» : 1 = 1 := rfl
theorem «\U0001f600\u202egnp.exe» : "\0" = "\x07" := rfl
end «<script>window.pwned=1</script>»
''',
    "A/<img src=x onerror=alert(1)>.lean": "theorem plain : 1 = 1 := rfl\n",
    "A/b.lean": "theorem one_case : 1 = 1 := rfl\n",
    "A/#1?x=%2e%2e \U0001f600\u202e.lean": "theorem far : 1 = 1 := rfl\n",
    "A/con.lean": "theorem device : 1 = 1 := rfl\n",
    "A/</script><script>window.pwned=1.lean": "theorem closing : 1 = 1 := rfl\n",
    "../../outside.lean": "theorem outside : 1 = 1 := rfl\n",
}

_SPACE = "«<script>window.pwned=1</script>»."
DECLARATIONS = (
    f"{_SPACE}«../../../../etc/passwd»",
    f'{_SPACE}«" onmouseover="window.pwned=1»',
    f"{_SPACE}«javascript:window.pwned=1»",
    "plain",
    "outside",
    f"{_SPACE}«</script><script>window.pwned=1</script>»",
    f"{_SPACE}«#f?q=1&%2e%2e%2f»",
    f"{_SPACE}«\U0001f600\u202egnp.exe»",
    f"{_SPACE}{'N' * 10_000}",
)


def hostile() -> SiteInput:
    """The whole of it as one site."""
    project = f"{PATH}{ATTRIBUTE}"
    found = example.index(SOURCES, project=project)
    first = found.projects[0]
    note = Diagnostic(SCRIPT, EVIL, 1, 0)
    first = replace(
        first,
        project=replace(first.project, toolchain=SCRIPT, diagnostics=((PATH, note),)),
        unread=(Unread(f"{PATH}{SCRIPT}", ATTRIBUTE),),
        reachable=frozenset(),
    )
    found = replace(found, projects=(first,))
    where = example.located(found)
    claims = []
    for number, decl in enumerate((*DECLARATIONS, f"missing{SCRIPT}")):
        made = replace(
            example.claim(f"{PATH}{number}{SCRIPT}", decl),
            title=EVIL + CONTROL,
            family=PATH,
            statement=EVIL + CONTROL,
            why=EVIL,
            form=SCRIPT,
            place=Place(f"{PATH}{SCRIPT}", 1, 0),
            aliases=(f"../{number}alias{ATTRIBUTE}",),
            papers=(PaperRef(PATH, ATTRIBUTE), PaperRef(f"unknown{SCRIPT}", SCRIPT)),
            obstacle=Obstacle(SCRIPT, EVIL),
            preregistrations=(Preregistration(PATH, SCRIPT, ATTRIBUTE),),
        )
        made = replace(made, backing=tuple(replace(b, project=project) for b in made.backing))
        report = example.judged(made, Standing.TAINTED, found)
        witness = (
            WitnessStep(SCRIPT, ATTRIBUTE, PATH, 1),
            WitnessStep(ATTRIBUTE, None, None, None),
        )
        backings = tuple(
            replace(b, witness=witness, axioms=(SCRIPT,), suggestions=(ATTRIBUTE,), flags=(SCRIPT,))
            for b in report.backings
        )
        claims.append(replace(report, reason=EVIL, flags=(SCRIPT, ATTRIBUTE), backings=backings))
    claims[0] = replace(claims[0], claim=replace(claims[0].claim, title="=cmd|' /C calc'!A0"))
    paper = Paper(
        PATH,
        EVIL,
        (SCRIPT,),
        2026,
        hub="javascript:window.pwned=1",
        url="javascript:window.pwned=1",
        bibtex=f"@misc{{x, title={{{SCRIPT}}}}}",
        about=EVIL,
    )
    gone = example.claim("..", title=EVIL, lifecycle=Lifecycle.RETRACTED, reason=EVIL, family=PATH)
    ref: Ref = where["plain"][0]
    change = ClaimChange(claims[0].claim.id, EVIL + CONTROL, None, None, (SCRIPT,), EVIL)
    drift = Drift(SCRIPT, (("-", EVIL), ("+", CONTROL), ("=", SCRIPT)))
    changed = Changes(
        SCRIPT,
        ATTRIBUTE,
        (Tally(0, 1), Tally(0, 1)),
        (change,),
        (Reworded(SCRIPT, (ATTRIBUTE,), (drift,)),),
        moved=(Moved(Ref(SCRIPT, PATH, EVIL), Ref(SCRIPT, PATH, ATTRIBUTE)),),
        gone=(Ref(SCRIPT, PATH, EVIL + CONTROL),),
        terms=((SCRIPT, EVIL, CONTROL),),
    )
    point = Point(
        commit=f"{SCRIPT}{PATH}",
        time=2,
        subject=EVIL + CONTROL,
        tags=(SCRIPT, ATTRIBUTE),
        main=True,
        toolchain=EVIL + CONTROL,
        counts=Counts(),
        sorry_files=((f"{PATH}{SCRIPT}", 1),),
        coverage=Coverage(0, 1, 0, {"clean": 1}, {claims[0].claim.id: "clean"}),
        notes=(EVIL,),
    )
    other = replace(point, commit=f"{ATTRIBUTE}{PATH}")
    then = [replace(c, standing=Standing.MISSING, reason=f"`{EVIL}` {CONTROL}") for c in claims[1:]]
    beside = example.report([*then], retracted=(gone,), families=(Family(SCRIPT, ATTRIBUTE),))
    return SiteInput(
        beside=Beside(EVIL + CONTROL, beside, SCRIPT),
        report=example.report(
            claims,
            retracted=(gone,),
            families=(Family(PATH, EVIL, EVIL),),
            papers=(paper,),
            config=Config(
                title=SCRIPT + CONTROL,
                source_url="javascript:window.pwned=1//{commit}{path}{line}",
                site_url="javascript:window.pwned=1",
                exclude=(SCRIPT, "[", EVIL, "no/such/*"),
            ),
        ),
        index=found,
        source=example.source(SOURCES),
        uses=example.uses(found),
        claim_edges=example.edges(claims, found),
        commit=f"{ATTRIBUTE}{PATH}",
        modified=True,
        changes=changed,
        history=Told((Step(point, 2), Step(other, 2, changed)), (Release((EVIL,), PATH, 2),)),
        tolerated={(ref.project, DECLARATIONS[1], "sorry"): EVIL},
    )
