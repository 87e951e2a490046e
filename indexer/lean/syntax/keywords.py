"""The words that Lean's command grammar, and that of its large libraries, gives a meaning.

From Lean/Parser/Command.lean, Lean/Parser/Syntax.lean, Batteries and Mathlib.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Word written → what doc-gen and the kernel call the result.
DECLARATIONS: dict[str, str] = {
    "theorem": "theorem",
    "lemma": "theorem",
    "def": "def",
    "abbrev": "def",
    "irreducible_def": "def",
    "instance": "instance",
    "structure": "structure",
    "class": "class",
    "inductive": "inductive",
    "coinductive": "inductive",
    "opaque": "opaque",
    "axiom": "axiom",
    "example": "example",
}

# Statements without a proof: Batteries elaborates them and adds nothing to the environment.
WANTED = frozenset({"theorem_wanted", "proof_wanted", "def_wanted", "instance_wanted"})

MODIFIERS = frozenset(
    "private public protected noncomputable unsafe partial nonrec meta scoped local".split()
)

# Commands that change what is in force for those that follow.  None of them holds an `in` of its
# own, so that behind the first one outside brackets another command begins.
CONTEXTS = frozenset("open variable universe include omit set_option attribute".split())

NOTATIONS = frozenset(
    "notation notation3 infix infixl infixr prefix postfix macro macro_rules syntax elab "
    "elab_rules declare_syntax_cat unif_hint simproc dsimproc simproc_decl dsimproc_decl "
    "builtin_simproc builtin_dsimproc binder_predicate".split()
)

# The first words of commands that are tokens of Lean's own grammar: no term and no tactic holds
# one, but for `open … in` and `set_option … in`.  Tried with the compiler, each as a variable.
CORE = frozenset(
    "theorem def abbrev instance structure class inductive coinductive opaque axiom example "
    "namespace section end mutual universe variable open set_option attribute export include omit "
    "deriving initialize builtin_initialize import notation infix infixl infixr prefix postfix "
    "macro macro_rules syntax elab elab_rules declare_syntax_cat unif_hint simproc dsimproc "
    "simproc_decl dsimproc_decl builtin_simproc builtin_dsimproc binder_predicate run_cmd run_elab "
    "run_meta add_decl_doc assert_not_exists assert_not_imported register_error_explanation "
    "register_tactic_tag register_try?_tactic declare_simp_like_tactic gen_injective_theorems% "
    "seal unseal grind_pattern init_quot docs_to_verso with_weak_namespace tactic_extension "
    "recommended_spelling set_library_suggestions".split()
)

# Those of Lean's commands that begin with `#` and are no tactics of a library as well.
HASH = frozenset(
    "check_failure eval eval! exit guard guard_expr guard_msgs import_path print reduce synth "
    "version where with_exporting".split()
)

# The first words of commands that `import Lean` and `import Lake` add, and those that other
# libraries do: names wherever the library is not imported.
LEANS = frozenset(
    "package require lean_lib lean_exe script target input_file input_dir extern_lib "
    "library_facet module_facet package_facet post_update register_option "
    "register_builtin_option register_simp_attr register_label_attr register_parser_alias "
    "register_builtin_parser register_linter_set register_grind_attr register_sym_simp "
    "declare_config_elab declare_command_config_elab declare_uint_theorems "
    "declare_sint_simprocs declare_uint_simprocs declare_bitwise_uint_theorems "
    "declare_bitwise_int_theorems declare_int_theorems declare_int_induction export_simprocs "
    "deprecated_module deprecated_syntax show_panel_widgets erase_panel_widgets "
    "show_panel_widget lrat_proof from_lrat elab_stx_quot run_parser_attribute_hooks "
    "reset_grind_attrs reset_grind_attrs% set_premise_selector gen_toExpr! syntax_abbrev "
    "end_local_scope".split()
)
LIBRARY = (
    (frozenset(DECLARATIONS) - CORE)
    | WANTED
    | frozenset(
        "alias assert_exists declare_aesop_rule_sets declare_to_additive_attr "
        "initialize_simps_projections library_note library_note2 compile_inductive compile_def% "
        "compile_inductive% add_aesop_rules erase_aesop_rules "
        "mk_iff_of_inductive_prop recall extend_docs insert_to_additive_translation "
        "assert_no_cyclic scoped_simproc norm_num_extension unset_option register_hint mutual_def "
        "guard_min_heartbeats simps_rule open_locale to_dual_name_hint to_dual_insert_cast "
        "to_dual_insert_cast_fun name_poly_vars name_power_vars guard_decl compile_def alloy "
        "count_heartbeats whatsnew suppress_compilation unsuppress_compilation notation3".split()
    )
)

# Commands that name a constant right after their keyword → its kind.
NAMED_COMMANDS: dict[str, str] = {
    "initialize": "opaque",
    "builtin_initialize": "opaque",
    "register_option": "opaque",
    "register_builtin_option": "opaque",
    "declare_config_elab": "def",
    "declare_command_config_elab": "def",
    "library_note": "def",
    "library_note2": "def",
}

# Every word that Lean or a library begins a command with.
STARTERS = CORE | LEANS | LIBRARY

# Words of core Lean's own grammar that can never be the name of a declaration.  Words that are
# keywords only where a library is imported are left out: dropping a name drops a dependency.
NEVER_NAMES = frozenset(
    "theorem def abbrev instance structure inductive coinductive class axiom example opaque "
    "namespace section end mutual universe variable by do let have show from fun λ match with if "
    "then else in where calc return for unless try catch finally mut Type Sort Prop haveI letI "
    "suffices nofun nomatch sorry _ open at "
    "termination_by decreasing_by deriving extends forall private public protected noncomputable "
    "unsafe partial nonrec".split()
)

# Functions of Lean's own by which a program adds what the kernel has not checked.
FORGES = frozenset(
    "axiomDecl addDeclWithoutChecking addDeclCore addDeclWithoutCheckingImp skipKernelTC "
    "debug.skipKernelTC".split()
)

# Functions that make names from strings, and code from text: what a program makes of them cannot be
# told without running it.
SPELLS = frozenset("mkSimple mkStr toName runParserCategory".split()) | {
    f"mkStr{n}" for n in range(1, 9)
}

# Tactics of libraries that close with a sorry what they do not refute, or that take the word of
# another program for it: Plausible/Tactic.lean, Mathlib/Tactic/Hint.lean, Blaster.
ADMITTING = frozenset("plausible slim_check hint blaster".split())

# The mark of a program with a sorry in a quotation: code that it may leave behind.
QUOTED_SORRY = "quoted sorry"

# The function behind which a program adds nothing that stays (Lean/MonadEnv.lean), and the mark of
# a program that is all behind it.
TAKES_BACK = "withoutModifyingEnv"
TAKEN_BACK = "taken back"

# The mark of a declaration behind a `#guard_msgs` that swallows its errors.
SWALLOWED = "swallowed errors"

# The mark of a declaration that a command of the project's own takes as its argument.
TAKEN = "taken by a command"

# The mark of a declaration that may run a tactic which leaves a sorry.
UNCLEAR = "unclear tactic"

# Functions of Lean's own that leave a sorry, or take back the errors that go with one
# (Lean/Meta/Basic.lean, Lean/Elab/Term.lean, Lean/Elab/Tactic/Basic.lean, Lean/CoreM.lean).
LEAVES_SORRY = frozenset(
    "sorryAx mkSorry mkLabeledSorry mkUniqueSorry mkSyntheticSorry admitGoal admit tacticSorry "
    "tacticAdmit exceptionToSorry resetMessageLog setMessageLog".split()
)

# What puts compiled code, or an unchecked step, between a theorem and the kernel.
COMPILED = frozenset(
    "native_decide bv_decide bv_check ofReduceBool reduceBool Lean.ofReduceBool Lean.reduceBool "
    "ofReduceNat reduceNat Lean.ofReduceNat Lean.reduceNat trustCompiler Lean.trustCompiler "
    "unsafeCast unsafe_cast unsafe".split()
)

# What changes only what a compiled program does.
REPLACED = frozenset({"implemented_by", "extern", "csimp"})

# The option that keeps the kernel from looking.
UNCHECKED = "debug.skipKernelTC"

# What a declaration's text shows about trust in compiled code or a skipped kernel.
TRUST = COMPILED | REPLACED | {UNCHECKED}

# Words of an expansion that ask for more trust than the kernel does: its axioms show them.
TRUSTING = (COMPILED - {"unsafe", "unsafeCast", "unsafe_cast"}) | {"axiom"}


def asks_native(words: Sequence[str]) -> bool:
    """Whether `decide` is told to trust the compiler: `+native`, or `native := true` in any
    spelling of what is not plainly false."""
    words = list(words)
    return any(
        word == "native"
        and (
            (at and words[at - 1] == "+")
            or (words[at + 1 : at + 2] == [":="] and words[at + 2 : at + 3] != ["false"])
        )
        for at, word in enumerate(words)
    )


# What the kind of a command of the project's own begins with that takes other commands.
TAKES = "takes"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The command words in force in a project: Lean's, its libraries' and the project's own.

    `kinds` gives each declaration keyword the kind of what it declares; `own` are the words that
    begin a command of the project and of nobody else.  With `core` no module of the project imports
    a library, whose words are then ordinary names.  `takers` gives the words of commands of the
    project's own that take other commands, and what is known of how (see `taking`).
    """

    kinds: Mapping[str, str]
    own: frozenset[str]
    core: bool = False
    takers: Mapping[str, str] = field(default_factory=dict)


def make_grammar(extra: Mapping[str, str], *, core: bool = False) -> Grammar:
    """The grammar with a project's own declaration keywords (word → kind, "" when unknown, and what
    begins with `TAKES` for a command that takes others)."""
    takers = {word: kind for word, kind in extra.items() if kind.startswith(TAKES)}
    declaring = {word: kind for word, kind in extra.items() if kind and word not in takers}
    kinds = {**DECLARATIONS, **declaring}
    # `scoped[X] …` leaves `scoped` what it is, and `#where` does `where`
    own = frozenset(extra) - STARTERS - MODIFIERS - NEVER_NAMES
    return Grammar(kinds, own, core, takers)
