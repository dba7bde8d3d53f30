"""What a letter says (`payloads`) and how it reads on paper (`pages`)."""
