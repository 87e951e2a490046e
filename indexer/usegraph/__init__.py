"""Who uses whom, for certain or perhaps, and which ways lead to a trouble."""
