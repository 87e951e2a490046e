"""What an editor is told of a catalogue, of Lean files and of a blueprint: the language server."""
