"""The subcommands of `skerry`, one file each."""
