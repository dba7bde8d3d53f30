"""What a letter of the desk says (`payloads`) and how it reads on paper (`pages`)."""
