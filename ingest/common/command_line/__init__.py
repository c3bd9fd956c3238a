"""What the command lines of several stages share: flags, numbers, tables."""
