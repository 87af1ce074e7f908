"""What the bot knows: pure rooms first, the wire and the assembly at the rim."""
