"""What a person wants: one file each."""
