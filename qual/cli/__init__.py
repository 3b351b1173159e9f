"""The command line: JSON on standard output, everything else on standard error."""
