"""What a request holds beside the variables of its page, and how a description says so."""
