"""What a trade costs: pure arithmetic over frozen values, no input or output, no clock."""
