"""The command line: arguments, files, exit codes; the only place that prints."""
