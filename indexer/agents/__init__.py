"""What a program that writes Lean asks of leancat: the server of the Model Context Protocol."""
