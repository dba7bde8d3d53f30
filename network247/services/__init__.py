"""What the desk does: each service is one act, in one transaction."""
